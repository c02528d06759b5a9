/** Bytes in decimal units, with three figures, as download pages have them: `4.08 GB`, `678 bytes`. */
export function inUnits(bytes: number): string {
	if (bytes < 1000) {
		return `${bytes} bytes`;
	}
	for (const [unit, size] of UNITS) {
		// 999.6 MB rounds to 1000 MB, which is said as 1 GB.
		if (bytes >= size * 0.9995) {
			return `${Number((bytes / size).toPrecision(3))} ${unit}`;
		}
	}
	return `${bytes} bytes`;
}

const UNITS = [["TB", 1e12], ["GB", 1e9], ["MB", 1e6], ["kB", 1e3]] as const;
