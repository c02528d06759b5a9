import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import type { Fact, MoleculeFacts } from "../science/molecule/facts.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { Once } from "./once.ts";
import type { AddedColumn, TableRow, Value } from "./table.ts";
import type { Origin, Outcome, Task, TaskServices } from "./tasks.ts";
import { freeTitle } from "./tasks.ts";

/** Keys of what `moleculeFacts` gives, in its order; `lipinski` and `veber` are `passes` or `fails`. */
export const MOLECULE_FACTS = ["canonicalSmiles", "inchi", "inchiKey", "formula", "averageMass", "monoisotopicMass", "logP", "tpsa", "hbd", "hba", "rotatableBonds", "rings", "aromaticRings", "stereocentres", "unspecifiedStereocentres", "charge", "heavyAtoms", "lipinski", "veber"] as const;
/** Keys of what `proteinFacts` gives, in its order. */
export const PROTEIN_FACTS = ["length", "unknownResidues", "residuesOutsideScales", "molecularWeight", "isoelectricPoint", "gravy", "aromaticity", "instabilityIndex", "extinctionReduced", "extinctionOxidised"] as const;

/** In flight at once: enough to keep RDKit busy, and few enough that a hover does not wait long behind them. */
const WIDTH = 4;

export interface FactsOptions {
	readonly kind: "molecule" | "protein";
	readonly facts: readonly string[];
	/** Titles that the table has; those that are added here come to them. */
	readonly taken: Set<string>;
	readonly services: TaskServices;
}

/** Facts of the chosen keys, in columns `facts_logP` and so on. A fact that a structure does not have leaves its cell empty. */
export class FactsTask implements Task {
	readonly columns: readonly AddedColumn[];
	readonly width = WIDTH;
	private readonly keys: readonly string[];
	private readonly computed = new Once<readonly Fact[]>((facts) => facts.length * 40);
	private readonly known = new Map<string, Origin>();

	/** @throws Failure `invalid-input` where a key is none of this kind */
	constructor(private readonly options: FactsOptions) {
		const keys = [...new Set(options.facts)];
		const there: readonly string[] = options.kind === "molecule" ? MOLECULE_FACTS : PROTEIN_FACTS;
		const strange = keys.find((key) => !there.includes(key));
		if (strange !== undefined) {
			throw new Failure("invalid-input", `There is no fact “${strange.slice(0, 60)}” of a ${options.kind}, and this column holds ${options.kind}s. There are ${there.join(", ")}.`);
		}
		this.keys = keys;
		this.columns = keys.map((key) => ({ title: freeTitle(`facts_${key}`, options.taken), generated: false }));
	}

	async run(_: TableRow, entity: Entity): Promise<Outcome> {
		const facts = await this.computed.get(entity.kind === "molecule" ? entity.smiles : entity.sequence, () => this.compute(entity));
		return { values: this.keys.map((key, index) => this.value(facts.find(({ id }) => id === key), this.columns[index]?.title ?? key)), remarks: [] };
	}

	origins(): ReadonlyMap<string, Origin> {
		return this.known;
	}

	private value(fact: Fact | undefined, title: string): Value {
		if (fact !== undefined && !this.known.has(title)) {
			const { label, unit, method } = fact;
			this.known.set(title, { kind: "computed", label, unit, method });
		}
		return fact?.value;
	}

	private async compute(entity: Entity): Promise<readonly Fact[]> {
		const { chemistry, signal } = this.options.services;
		const all = entity.kind === "molecule" ? flat(await chemistry.facts(entity.smiles, signal)) : proteinFacts(entity.sequence);
		return all.filter(({ id }) => this.keys.includes(id));
	}
}

/** Identifiers and rules of thumb as facts, too. */
function flat({ canonicalSmiles, inchi, inchiKey, facts, verdicts }: MoleculeFacts): readonly Fact[] {
	const rdkit = /\(([^()]*)\)$/.exec(facts[0]?.method ?? "")?.[1] ?? "RDKit";
	const identifiers = [
		{ id: "canonicalSmiles", label: "Canonical SMILES", value: canonicalSmiles, method: rdkit },
		...(inchi === "" ? [] : [{ id: "inchi", label: "InChI", value: inchi, method: `standard InChI (${rdkit})` }, { id: "inchiKey", label: "InChIKey", value: inchiKey, method: `standard InChIKey (${rdkit})` }]),
	];
	const rules = verdicts.map(({ rule, passes, method }) => ({ id: rule.startsWith("Lipinski") ? "lipinski" : "veber", label: rule, value: passes ? "passes" : "fails", method }));
	return [...identifiers, ...facts, ...rules];
}
