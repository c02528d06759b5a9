import type { StructureData } from "../protocol/structure.ts";
import { type Line, pointOf } from "./overlay.ts";

/** More lines than that are a cobweb. */
const most = 50;

/** Distances between atoms that were picked one after the other, while measuring is on. */
export class Measure {
	on = false;
	#lines: Line[] = [];
	#first: number | undefined;
	readonly #template: string;
	readonly #format: Intl.NumberFormat;

	/** `template` has `{0}` for the number of Å. */
	constructor(template: string, language: string) {
		this.#template = template;
		this.#format = new Intl.NumberFormat(language || undefined, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
	}

	get lines(): readonly Line[] {
		return this.#lines;
	}

	turn(on: boolean): void {
		this.on = on;
		this.#first = undefined;
		this.#lines = [];
	}

	/** The second of two atoms gives both and their distance in Å. */
	add(data: StructureData, atom: number): readonly [first: number, second: number, distance: number] | undefined {
		const first = this.#first;
		if (first === undefined || first === atom) {
			this.#first = atom;
			return undefined;
		}
		this.#first = undefined;
		const [from, to] = [pointOf(data, first), pointOf(data, atom)];
		const distance = Math.hypot(from.x - to.x, from.y - to.y, from.z - to.z);
		this.#lines = [...this.#lines, { from, to, text: this.#template.replace("{0}", () => this.#format.format(distance)) }].slice(-most);
		return [first, atom, distance];
	}
}
