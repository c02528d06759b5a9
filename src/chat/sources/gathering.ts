import * as vscode from "vscode";
import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity } from "../../science/entity.ts";
import { failureData } from "../../science/failure.ts";
import type { Found } from "../../science/recognition/found.ts";
import { moleculeEntity } from "../../science/recognition/subject.ts";
import { entityKey } from "../../wording/questions.ts";
import type { Brought, SourcedEntity } from "../parts.ts";

/** More chips at once nobody means to ask about. */
export const MOST_CHIPS = 20;
/** Behind so many a file is not read on: "more than 10,000" says enough. */
const MOST_COUNTED = 10_000;
/** Structures that are checked together. */
const BATCH = 64;

export type SourceChemistry = Pick<Chemistry, "checkAll" | "rewrite">;

/** Something found, and what its chip says of where it was. */
export interface Placed {
	readonly found: Found;
	readonly origin: string;
}

/** A structure that is none. */
export interface Refused {
	/** What was refused, as the user knows it: its SMILES, or its name where it is a record; undefined for a record without one. */
	readonly label: string | undefined;
	readonly kind: "molecule" | "protein";
	readonly reason: string;
	/** False for a word in running text that only looked like a molecule. */
	readonly meant: boolean;
}

/** Characters of a structure that a note repeats. */
const SHOWN = 60;

/** Collects chips from what was found: valid molecules and proteins, each once, up to {@link MOST_CHIPS}; counts what it leaves out. */
export class Gathering {
	private readonly entities: SourcedEntity[] = [];
	private readonly known = new Set<string>();
	private readonly remarks: string[] = [];
	/** Also those that are beyond the limit, and not checked. */
	private candidates = 0;
	private invalid = 0;
	/** Those in running text that only looked like molecules: nothing is said of them where there is anything else. */
	private doubtful = 0;
	private first: Refused | undefined;
	private readonly others = new Set<"reaction" | "nucleotide" | "inchi">();

	constructor(
		private readonly chemistry: SourceChemistry,
		private readonly signal: AbortSignal,
	) {}

	/** Nothing more would change what is brought. */
	get enough(): boolean {
		return this.candidates > MOST_COUNTED;
	}

	/** How many chips there are so far. */
	get count(): number {
		return this.entities.length;
	}

	/** Why the only molecule that there is is none; undefined where something else is to be told, too. */
	get onlyRefusal(): Refused | undefined {
		const alone = this.invalid + this.doubtful === 1 && this.candidates === 0 && this.others.size === 0 && this.remarks.length === 0;
		return alone ? this.first : undefined;
	}

	remark(sentence: string): void {
		this.remarks.push(sentence);
	}

	/** @throws the signal's reason */
	async take(all: readonly Placed[]): Promise<void> {
		for (let at = 0; at < all.length && !this.enough; at += BATCH) {
			const batch = all.slice(at, at + BATCH);
			const refusals = await this.refusals(batch);
			for (const placed of batch) {
				await this.consider(placed, refusals.get(placed));
			}
		}
	}

	/** Found without recognition, as the chains of a structure are. */
	add(entity: Entity, origin: string): void {
		const key = entityKey(entity);
		if (this.known.has(key)) {
			return;
		}
		this.candidates++;
		if (this.entities.length < MOST_CHIPS) {
			this.known.add(key);
			this.entities.push({ entity, origin });
		}
	}

	leaveOut(kind: "reaction" | "nucleotide" | "inchi"): void {
		this.others.add(kind);
	}

	/** The origin of the chips from `first` on, where it says no more than the file's name. */
	rename(first: number, origin: string): void {
		for (let at = first; at < this.entities.length; at++) {
			const { entity } = this.entities[at] ?? {};
			if (entity !== undefined) {
				this.entities[at] = { entity, origin };
			}
		}
	}

	brought(): Brought {
		const { t } = vscode.l10n;
		const number = (count: number): string => count.toLocaleString(vscode.env.language);
		const limit = this.candidates <= this.entities.length ? [] : [this.enough ? t("Only the first {0} of more than {1} molecules and proteins were attached.", MOST_CHIPS, number(MOST_COUNTED)) : t("Only the first {0} of {1} molecules and proteins were attached.", MOST_CHIPS, number(this.candidates))];
		const invalid = this.invalid === 0 || this.first === undefined ? [] : [invalidText(this.first, this.invalid, number(this.invalid))];
		return { entities: this.entities, remarks: [...limit, ...invalid, ...[...this.others].map(leftOutText), ...this.remarks] };
	}

	/** Why RDKit refuses those that are molecules; nothing is checked any more when there is room for no more. */
	private async refusals(batch: readonly Placed[]): Promise<ReadonlyMap<Placed, string>> {
		const molecules = this.entities.length >= MOST_CHIPS ? [] : batch.filter(({ found }) => isMolecule(found));
		const failures = await this.chemistry.checkAll(molecules.map(({ found }) => found.text), this.signal);
		this.signal.throwIfAborted();
		return new Map(molecules.flatMap((placed, index) => (failures[index] === undefined ? [] : [[placed, failures[index].message] as const])));
	}

	private async consider({ found, origin }: Placed, refusal: string | undefined): Promise<void> {
		const { kind, notation, problem, cue } = found;
		if (kind === "reaction" || kind === "nucleotide") {
			this.leaveOut(kind);
		} else if (notation === "inchi") {
			this.leaveOut("inchi");
		} else if (problem !== undefined || refusal !== undefined) {
			// What nobody calls a molecule and RDKit refuses only looked like one.
			this.refuse(found, problem?.message ?? refusal ?? "", problem !== undefined || cue !== "none");
		} else if (this.entities.length >= MOST_CHIPS) {
			this.candidates += kind === "protein" || cue !== "none" ? 1 : 0;
		} else {
			await this.addFound(found, origin);
		}
	}

	private async addFound(found: Found, origin: string): Promise<void> {
		if (found.kind === "protein") {
			this.add({ kind: "protein", sequence: found.text, name: found.name }, origin);
			return;
		}
		try {
			const smiles = found.notation === "molfile" ? await this.chemistry.rewrite(found.text, "canonical", this.signal) : "";
			this.add(moleculeEntity(found, smiles), origin);
		} catch (error) {
			this.signal.throwIfAborted();
			this.refuse(found, failureData(error).message, true);
		}
	}

	private refuse(found: Found, reason: string, meant: boolean): void {
		if (this.first === undefined || (meant && this.invalid === 0)) {
			this.first = { label: labelOf(found), kind: found.kind === "protein" ? "protein" : "molecule", reason, meant };
		}
		this.invalid += meant ? 1 : 0;
		this.doubtful += meant ? 0 : 1;
	}
}

function isMolecule({ kind, notation, problem }: Found): boolean {
	return kind === "molecule" && notation !== "inchi" && problem === undefined;
}

function labelOf({ notation, text, name }: Found): string | undefined {
	return notation === "molfile" || notation === "fasta" ? name : shownText(text);
}

/** As much of a structure as a note repeats. */
export function shownText(text: string): string {
	return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function invalidText({ label, reason }: Refused, count: number, number: string): string {
	const { t } = vscode.l10n;
	if (count === 1) {
		return label === undefined ? t("A structure is not valid and was left out: {0}", reason) : t("“{0}” is not valid and was left out: {1}", label, reason);
	}
	return label === undefined ? t("{0} structures are not valid and were left out; the first one: {1}", number, reason) : t("{0} structures are not valid and were left out; the first one, “{1}”: {2}", number, label, reason);
}

function leftOutText(kind: "reaction" | "nucleotide" | "inchi"): string {
	switch (kind) {
		case "reaction": return vscode.l10n.t("Reactions were left out. Attach the molecules that they are made of.");
		case "nucleotide": return vscode.l10n.t("DNA and RNA were left out, because the model reads proteins. Translate them first.");
		case "inchi": return vscode.l10n.t("InChIs were left out, because no structure can be made from them here. Write the molecules as SMILES.");
	}
}
