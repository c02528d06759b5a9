import { residueKinds, type StructureData } from "../protocol/structure.ts";
import { type Backbone, backboneOf, isCapOf, stretches } from "./backbone.ts";
import { colouring, elementColour } from "./colours.ts";
import type { ViewerLook } from "./contract.ts";
import { ionScale, vanDerWaalsRadius } from "./elements.ts";
import type { KnownLoops } from "./loops.ts";
import { type AtomColour, atomModels, cartoonModels } from "./models.ts";
import type { Pickable } from "./picking.ts";
import { secondaryStructure } from "./secondary.ts";
import { Slices } from "./slices.ts";
import { fade, type Stage } from "./stage.ts";
import { surfaceShapes } from "./surface.ts";
import type { AtomStyle, Drawable } from "./threeDmol.ts";

/** What kinds of things a structure has, each of which has its own style. */
type PartName = "polymer" | "ligands" | "ions" | "water" | "surface" | "halo" | "focus";

interface Part {
	/** Says all that it depends on: the same key needs no new models. */
	readonly key: string;
	readonly models: readonly Drawable[];
	/** 1 is opaque. */
	readonly opacity: number;
	readonly pickable: Pickable;
}

/** How a part is to be. */
export interface Plan {
	readonly name: PartName;
	readonly key: string;
	readonly make: () => Generator<Drawable | undefined>;
	readonly pickable: Pickable;
	/** Opaque where it is not said. */
	readonly opacity?: number;
}

export const moleculeStyles: Readonly<Record<ViewerLook["molecule"], AtomStyle>> = {
	sticks: { stick: { radius: 0.15, doubleBondScaling: 0.55, tripleBondScaling: 0.45 } },
	"ball-and-stick": { stick: { radius: 0.11, doubleBondScaling: 0.6, tripleBondScaling: 0.5 }, sphere: { scale: 0.25 } },
	spheres: { sphere: { scale: 1 } },
};
const ligandSticks: AtomStyle = { stick: { radius: 0.19, doubleBondScaling: 0.5, tripleBondScaling: 0.4 } };
const polymerSticks: AtomStyle = { stick: { radius: 0.16, singleBonds: true } };
const polymerBalls: AtomStyle = { sphere: { scale: 1 } };
const ionBalls: AtomStyle = { sphere: { scale: ionScale } };
/** Residues. */
const shortestRibbon = 3;
const surfaceOpacity = 0.8;
const fadedOpacity = 0.28;
const waterBalls: AtomStyle = { sphere: { radius: 0.35 } };

/** The models of one structure in the scene. Changing the look makes only those anew that look differently. */
export class Scenery {
	readonly data: StructureData;
	readonly backbone: Backbone;
	readonly stretches: readonly (readonly number[])[];
	readonly structure: Uint8Array;
	readonly #stage: Stage;
	readonly #parts = new Map<PartName, Part>();
	/** Ends the making of a part that is not wanted any more. */
	readonly #making = new Map<PartName, AbortController>();
	readonly #atoms: Readonly<Record<"polymer" | "ligands" | "ions" | "water", readonly number[]>>;
	readonly #loops: KnownLoops = new WeakMap();
	#faded = false;

	private constructor(stage: Stage, data: StructureData, backbone: Backbone, structure: Uint8Array) {
		this.#stage = stage;
		this.data = data;
		this.backbone = backbone;
		this.stretches = stretches(data, backbone);
		this.structure = structure;
		this.#atoms = atomsByKind(data);
	}

	/** Undefined when `slices` is cancelled. */
	static async of(stage: Stage, data: StructureData, slices: Slices): Promise<Scenery | undefined> {
		const backbone = backboneOf(data);
		const structure = await slices.run(secondaryStructure(data, backbone));
		return structure && new Scenery(stage, data, backbone, structure);
	}

	get hasPolymer(): boolean {
		return this.#atoms.polymer.length > 0;
	}

	/** What can be hit by the pointer. */
	get pickables(): readonly Pickable[] {
		return [...this.#parts.values()].map(({ pickable }) => pickable);
	}

	/** The colours of a look. */
	colours(look: ViewerLook, dark: boolean): AtomColour {
		return colouring(look.colour, this.data, this.structure, dark);
	}

	/** Brings the scene to a look; ends early, with what was there before, when `slices` is cancelled. */
	async update(look: ViewerLook, dark: boolean, slices: Slices): Promise<void> {
		for (const plan of [this.#polymer(look, dark), ...this.#others(look, dark)]) {
			await this.put(plan, slices);
		}
		if (!look.surface && !slices.signal.aborted) {
			this.remove("surface");
		}
	}

	/** The surface of a look, which takes its time; of polymers, or of the molecule where there is none. */
	async updateSurface(look: ViewerLook, dark: boolean, slices: Slices): Promise<void> {
		const { data } = this;
		const atoms = this.hasPolymer ? this.#atoms.polymer : [...this.#atoms.ligands, ...this.#atoms.ions];
		const colour = this.hasPolymer ? this.colours(look, dark) : (atom: number): number => elementColour(data.elements[atom] ?? 0, dark);
		await this.put({ name: "surface", key: `${look.colour}${dark}`, make: () => surfaceShapes(data, atoms, colour), pickable: { atoms: [], radius: () => 0 }, opacity: surfaceOpacity }, slices);
	}

	/** Makes one part as planned, in the place of what it was, unless another plan for it comes meanwhile, or it is removed. */
	async put(plan: Plan, slices: Slices): Promise<void> {
		if (slices.signal.aborted) {
			return; // what is being made is newer
		}
		const making = new AbortController();
		this.#making.get(plan.name)?.abort();
		this.#making.set(plan.name, making);
		if (this.#parts.get(plan.name)?.key === plan.key) {
			return;
		}
		const own = new Slices(AbortSignal.any([slices.signal, making.signal]));
		const models = await own.collect(plan.make(), (model) => this.#stage.add(model), (model) => this.#stage.remove(model));
		if (models === undefined || making.signal.aborted) {
			models?.forEach((model) => this.#stage.remove(model));
			return;
		}
		this.#parts.get(plan.name)?.models.forEach((model) => this.#stage.remove(model));
		this.#parts.set(plan.name, { key: plan.key, models, pickable: plan.pickable, opacity: plan.opacity ?? 1 });
		this.setFaded(this.#faded);
	}

	remove(name: PartName): void {
		this.#making.get(name)?.abort();
		this.#parts.get(name)?.models.forEach((model) => this.#stage.remove(model));
		this.#parts.delete(name);
	}

	/** Lets everything but the focus and the halo step back. */
	setFaded(faded: boolean): void {
		this.#faded = faded;
		for (const [name, { models, opacity }] of this.#parts) {
			if (name !== "halo" && name !== "focus") {
				models.forEach((model) => fade(model, faded ? fadedOpacity * opacity : opacity));
			}
		}
	}

	dispose(): void {
		[...this.#making.keys()].forEach((name) => this.remove(name));
	}

	#polymer(look: ViewerLook, dark: boolean): Plan {
		const { data } = this;
		const scheme = this.colours(look, dark);
		const key = [look.polymer, look.colour, dark, look.polymer !== "cartoon" && look.hydrogens].join();
		if (look.polymer === "cartoon") {
			const quality = this.#quality();
			const { backbone, structure } = this;
			const loops = this.#loops;
			const ribbons = this.stretches.filter(({ length }) => length >= shortestRibbon);
			const loose = this.#outsideOf(ribbons);
			return {
				name: "polymer",
				key,
				make: function* () {
					yield* cartoonModels({ data, backbone, stretches: ribbons, structure, colour: scheme, loops, quality });
					yield* atomModels(data, loose, ligandSticks, (atom) => ((data.elements[atom] ?? 0) === 6 ? scheme(atom) : elementColour(data.elements[atom] ?? 0, dark)));
				},
				pickable: { atoms: backbone.trace.filter((atom) => atom >= 0), radius: (atom) => (data.residues.kind[data.residueOf[atom] ?? 0] === residueKinds.nucleotide ? 3 : 1.9) },
			};
		}
		const atoms = this.#shown(this.#atoms.polymer, look.hydrogens);
		const whole = look.polymer === "spheres" || look.colour === "b-factor" || look.colour === "plddt";
		const colour: AtomColour = whole ? scheme : (atom) => ((data.elements[atom] ?? 0) === 6 ? scheme(atom) : elementColour(data.elements[atom] ?? 0, dark));
		const style = look.polymer === "spheres" ? polymerBalls : polymerSticks;
		return { name: "polymer", key, make: () => atomModels(data, atoms, style, colour), pickable: this.#pickable(atoms, style) };
	}

	/** Atoms of amino acids and nucleotides that are in no ribbon: single ones, dipeptides, those without a backbone. Not caps at a ribbon's end: beside it they would hang in the air. */
	#outsideOf(ribbons: readonly (readonly number[])[]): number[] {
		const { residueOf, elements } = this.data;
		const inside = new Set(ribbons.flat());
		const isLoose = (residue: number): boolean => !inside.has(residue) && !isCapOf(this.data, this.backbone, residue, inside);
		return this.#atoms.polymer.filter((atom) => isLoose(residueOf[atom] ?? 0) && elements[atom] !== 1);
	}

	#others(look: ViewerLook, dark: boolean): Plan[] {
		const small = this.hasPolymer ? ligandSticks : moleculeStyles[look.molecule];
		const plan = (name: "ligands" | "ions" | "water", style: AtomStyle, key: string, atoms: readonly number[]): Plan => ({
			name,
			key: `${key}${dark}`,
			make: () => atomModels(this.data, atoms, style, (atom) => elementColour(this.data.elements[atom] ?? 0, dark)),
			pickable: this.#pickable(atoms, style),
		});
		return [
			plan("ligands", small, `${this.hasPolymer ? "" : look.molecule}${look.hydrogens}`, this.#shown(this.#atoms.ligands, look.hydrogens)),
			plan("ions", ionBalls, "", this.#atoms.ions),
			plan("water", waterBalls, `${look.water}`, look.water ? this.#shown(this.#atoms.water, false) : []),
		];
	}

	#pickable(atoms: ArrayLike<number>, { stick, sphere }: AtomStyle): Pickable {
		const { elements } = this.data;
		return { atoms, radius: (atom) => sphere?.radius ?? (sphere?.scale === undefined ? 2 * (stick?.radius ?? 0.2) : sphere.scale * vanDerWaalsRadius(elements[atom] ?? 0)) };
	}

	#shown(atoms: readonly number[], hydrogens: boolean): readonly number[] {
		return hydrogens ? atoms : atoms.filter((atom) => this.data.elements[atom] !== 1);
	}

	/** Points of a ribbon: as many as look good while the picture still follows the hand. */
	#quality(): number {
		const residues = this.stretches.reduce((sum, { length }) => sum + length, 0);
		const limits = this.#stage.software ? [400, 1500, 5000] : [4000, 12_000, 30_000];
		return [10, 6, 4][limits.findIndex((limit) => residues <= limit)] ?? 3;
	}
}

function atomsByKind({ residues }: StructureData): Readonly<Record<"polymer" | "ligands" | "ions" | "water", readonly number[]>> {
	const atoms: Record<"polymer" | "ligands" | "ions" | "water", number[]> = { polymer: [], ligands: [], ions: [], water: [] };
	for (let residue = 0; residue < residues.count; residue++) {
		const kind = residues.kind[residue] ?? 0;
		const into = kind === residueKinds.water ? atoms.water : kind === residueKinds.ion ? atoms.ions : kind === residueKinds.ligand ? atoms.ligands : atoms.polymer;
		for (let atom = residues.firstAtom[residue] ?? 0; atom < (residues.firstAtom[residue + 1] ?? 0); atom++) {
			into.push(atom);
		}
	}
	return atoms;
}
