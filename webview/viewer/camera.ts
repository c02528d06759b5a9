/** Å. */
export interface Point {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export interface Quaternion extends Point {
	readonly w: number;
}

/** Where a point is in the picture. */
export interface Projected {
	/** CSS pixels from the left and the top. */
	x: number;
	y: number;
	/** Å from the eye; what is behind it has none. */
	depth: number;
	/** CSS pixels for an Å at that depth. */
	scale: number;
}

/** As 3Dmol's camera: its vertical angle of view, and its own distance from the origin of what it turns. */
const halfAngle = (10 * Math.PI) / 180;
const eye = 150;
const nearest = 4;

export type Viewpoint = Readonly<Pick<Camera, "centre" | "distance" | "rotation" | "shift">>;

/** The viewpoint, in 3Dmol's terms: what is turned about `centre` is seen from `distance`, moved by `shift` in the plane of the screen. */
export class Camera {
	centre: Point = { x: 0, y: 0, z: 0 };
	/** Å from the eye to the centre. */
	distance = 50;
	rotation: Quaternion = { x: 0, y: 0, z: 0, w: 1 };
	shift = { x: 0, y: 0 };
	width = 1;
	height = 1;

	/** For `GLViewer.setView`. */
	view(): number[] {
		const { centre, rotation, shift } = this;
		return [-centre.x, -centre.y, -centre.z, eye - this.distance, rotation.x, rotation.y, rotation.z, rotation.w, shift.x, shift.y];
	}

	/** Looks at `centre` so that a ball of that radius (Å) just fits. */
	frame(centre: Point, radius: number): void {
		this.centre = centre;
		this.shift = { x: 0, y: 0 };
		const angle = Math.min(halfAngle, Math.atan(Math.tan(halfAngle) * (this.width / Math.max(this.height, 1))));
		this.distance = Math.max(nearest, radius / Math.sin(angle));
	}

	/** How far the picture reaches to the right and upwards from its middle, in Å for each Å of depth; without a margin of CSS pixels. */
	slopes(margin: number): readonly [number, number] {
		const perPixel = Math.tan(halfAngle) / (Math.max(this.height, 1) / 2);
		return [Math.max(this.width / 2 - margin, 20) * perPixel, Math.max(this.height / 2 - margin, 20) * perPixel];
	}

	/** A copy of the viewpoint, or that of another camera. */
	get viewpoint(): Viewpoint {
		const { centre, distance, rotation, shift } = this;
		return { centre, distance, rotation, shift };
	}

	set viewpoint(viewpoint: Viewpoint) {
		Object.assign(this, viewpoint);
	}

	/** Turns by radians about the vertical and the horizontal axis of the screen. */
	turn(aboutVertical: number, aboutHorizontal: number): void {
		this.rotation = normalised(product(product(about({ x: 0, y: 1, z: 0 }, aboutVertical), about({ x: 1, y: 0, z: 0 }, aboutHorizontal)), this.rotation));
	}

	/** Moves by CSS pixels. */
	pan(right: number, down: number): void {
		const perPixel = (2 * Math.tan(halfAngle) * this.distance) / Math.max(this.height, 1);
		this.shift = { x: this.shift.x + right * perPixel, y: this.shift.y - down * perPixel };
	}

	/** Above 1: nearer. */
	zoom(factor: number): void {
		this.distance = Math.min(Math.max(this.distance / factor, nearest), 10_000);
	}

	/** A function that projects points fast; `into` is written over. */
	projector(): (x: number, y: number, z: number, into: Projected) => Projected {
		const { centre, shift, distance, width, height } = this;
		const [a, b, c, d, e, f, g, h, i] = matrix(this.rotation);
		const focal = height / 2 / Math.tan(halfAngle);
		return (x, y, z, into) => {
			const [px, py, pz] = [x - centre.x, y - centre.y, z - centre.z];
			into.depth = distance - (g * px + h * py + i * pz);
			into.scale = focal / into.depth;
			into.x = width / 2 + (a * px + b * py + c * pz + shift.x) * into.scale;
			into.y = height / 2 - (d * px + e * py + f * pz + shift.y) * into.scale;
			return into;
		};
	}
}

function about(axis: Point, angle: number): Quaternion {
	const sine = Math.sin(angle / 2);
	return { x: axis.x * sine, y: axis.y * sine, z: axis.z * sine, w: Math.cos(angle / 2) };
}

/** First `q`, then `p`. */
export function product(p: Quaternion, q: Quaternion): Quaternion {
	return {
		x: p.w * q.x + p.x * q.w + p.y * q.z - p.z * q.y,
		y: p.w * q.y - p.x * q.z + p.y * q.w + p.z * q.x,
		z: p.w * q.z + p.x * q.y - p.y * q.x + p.z * q.w,
		w: p.w * q.w - p.x * q.x - p.y * q.y - p.z * q.z,
	};
}

function normalised({ x, y, z, w }: Quaternion): Quaternion {
	const length = Math.hypot(x, y, z, w);
	return { x: x / length, y: y / length, z: z / length, w: w / length };
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Between two viewpoints: 0 is the first, 1 the second. */
export function mixed(from: Viewpoint, to: Viewpoint, part: number): Viewpoint {
	const mix = (a: number, b: number): number => a + (b - a) * part;
	const [p, q] = [from.rotation, to.rotation];
	const sign = p.x * q.x + p.y * q.y + p.z * q.z + p.w * q.w < 0 ? -1 : 1;
	return {
		centre: { x: mix(from.centre.x, to.centre.x), y: mix(from.centre.y, to.centre.y), z: mix(from.centre.z, to.centre.z) },
		distance: mix(from.distance, to.distance),
		rotation: normalised({ x: mix(p.x, sign * q.x), y: mix(p.y, sign * q.y), z: mix(p.z, sign * q.z), w: mix(p.w, sign * q.w) }),
		shift: { x: mix(from.shift.x, to.shift.x), y: mix(from.shift.y, to.shift.y) },
	};
}

/** The shortest turn that brings one direction into another; both have length 1. */
export function turnBetween(from: Point, to: Point): Quaternion {
	const w = 1 + from.x * to.x + from.y * to.y + from.z * to.z;
	return w < 1e-6 ? { x: 0, y: 1, z: 0, w: 0 } : normalised({ x: from.y * to.z - from.z * to.y, y: from.z * to.x - from.x * to.z, z: from.x * to.y - from.y * to.x, w });
}

/** Rows of the rotation's matrix. */
export function matrix({ x, y, z, w }: Quaternion): Matrix {
	return [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), 2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), 2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)];
}

/** The quaternion of a rotation matrix given by its rows; the matrix must be a proper rotation. */
export function quaternion([a, b, c, d, e, f, g, h, i]: Matrix): Quaternion {
	const trace = a + e + i;
	if (trace > 0) {
		const s = 2 * Math.sqrt(trace + 1);
		return normalised({ w: s / 4, x: (h - f) / s, y: (c - g) / s, z: (d - b) / s });
	}
	if (a > e && a > i) {
		const s = 2 * Math.sqrt(1 + a - e - i);
		return normalised({ w: (h - f) / s, x: s / 4, y: (b + d) / s, z: (c + g) / s });
	}
	if (e > i) {
		const s = 2 * Math.sqrt(1 + e - a - i);
		return normalised({ w: (c - g) / s, x: (b + d) / s, y: s / 4, z: (f + h) / s });
	}
	const s = 2 * Math.sqrt(1 + i - a - e);
	return normalised({ w: (d - b) / s, x: (c + g) / s, y: (f + h) / s, z: s / 4 });
}
