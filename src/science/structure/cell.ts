/** Lengths in Å and angles in degrees of a crystal's unit cell. */
export interface Cell {
	readonly lengths: readonly [number, number, number];
	readonly angles: readonly [number, number, number];
}

/** From the items of CIF's cell category; undefined where one is missing or can be none. */
export function cellFrom(items: ReadonlyMap<string, string>): Cell | undefined {
	const value = (item: string): number => Number.parseFloat(items.get(item) ?? "");
	const lengths = [value("length_a"), value("length_b"), value("length_c")] as const;
	const angles = [value("angle_alpha"), value("angle_beta"), value("angle_gamma")] as const;
	const sound = lengths.every((length) => length > 0 && length < 100_000) && angles.every((angle) => angle > 0 && angle < 180);
	return sound && volume(angles) > 0 ? { lengths, angles } : undefined;
}

/** Of a cell with these angles and sides of 1; NaN where they close to no cell. */
function volume(angles: readonly [number, number, number]): number {
	const [a, b, c] = cosines(angles);
	return Math.sqrt(1 - a * a - b * b - c * c + 2 * a * b * c);
}

/** Fractions to Å in place, a along x and b in the plane of x and y, as in PDB files (International Tables F, 2.5). */
export function toCartesian(positions: Float32Array, atoms: number, { lengths: [a, b, c], angles }: Cell): void {
	const [alpha, beta, gamma] = cosines(angles);
	const sine = Math.sqrt(1 - gamma * gamma);
	for (let at = 0; at < 3 * atoms; at += 3) {
		const [u, v, w] = [positions[at]!, positions[at + 1]!, positions[at + 2]!];
		positions[at] = a * u + b * gamma * v + c * beta * w;
		positions[at + 1] = b * sine * v + (c * (alpha - beta * gamma) * w) / sine;
		positions[at + 2] = (c * volume(angles) * w) / sine;
	}
}

function cosines(angles: readonly [number, number, number]): readonly [number, number, number] {
	const cosine = (angle: number): number => (angle === 90 ? 0 : Math.cos((angle * Math.PI) / 180));
	return [cosine(angles[0]), cosine(angles[1]), cosine(angles[2])];
}
