/** Where a plot stands in its box, in CSS pixels. */
export interface PlotFrame {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	/** Residues of the whole chain: the axis below. */
	readonly residues: number;
}

/** The scale of Kyte and Doolittle reaches from arginine's -4.5 to isoleucine's 4.5. */
export const extreme = 4.5;

export function xOf(index: number, { left, width, residues }: PlotFrame): number {
	return left + ((index + 0.5) / residues) * width;
}

export function yOf(value: number, { top, height }: PlotFrame): number {
	return top + ((extreme - value) / (2 * extreme)) * height;
}

/** The residue at `x`; the nearest one of the chain. */
export function indexAt(x: number, { left, width, residues }: PlotFrame): number {
	return Math.max(0, Math.min(residues - 1, Math.floor(((x - left) / width) * residues)));
}

/**
 * The line of the plot as an SVG path, broken where there is no value. Where there are more values than pixels, the smallest and largest of each pixel, so that
 * no peak is lost and the path stays short.
 *
 * @param offset the residue that the first value belongs to
 */
export function linePath(values: Float32Array, offset: number, frame: PlotFrame): string {
	const step = Math.max(1, Math.floor(values.length / Math.max(1, frame.width)));
	const parts: string[] = [];
	let broken = true;
	for (let at = 0; at < values.length; at += step) {
		for (const point of step === 1 ? [at] : extremes(values, at, Math.min(values.length, at + step))) {
			const value = values[point] ?? NaN;
			if (Number.isNaN(value)) {
				broken = true;
			} else {
				parts.push(`${broken ? "M" : "L"}${xOf(point + offset, frame).toFixed(1)} ${yOf(value, frame).toFixed(1)}`);
				broken = false;
			}
		}
	}
	return parts.join("");
}

/** The same line closed to the zero line, piece by piece. */
export function areaPath(line: string, frame: PlotFrame): string {
	const zero = yOf(0, frame).toFixed(1);
	return line
		.split("M")
		.filter((piece) => piece !== "")
		.map((piece) => {
			const points = piece.split("L");
			const [first = "", last = ""] = [points[0], points.at(-1)].map((point) => point?.split(" ")[0]);
			return `M${first} ${zero}L${points.join("L")}L${last} ${zero}Z`;
		})
		.join("");
}

/** Indices of the smallest and the largest value of a slice, in the order they stand there; the first index where there is none. */
function extremes(values: Float32Array, from: number, to: number): readonly number[] {
	let least = from;
	let most = from;
	for (let at = from; at < to; at++) {
		const value = values[at] ?? NaN;
		if (value < (values[least] ?? NaN) || Number.isNaN(values[least])) {
			least = at;
		}
		if (value > (values[most] ?? NaN) || Number.isNaN(values[most])) {
			most = at;
		}
	}
	return least === most ? [least] : least < most ? [least, most] : [most, least];
}
