import { setImmediate as breath } from "node:timers/promises";
import * as vscode from "vscode";
import type { OutputSubject } from "../../webview/protocol/renderer.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure, failureFrom } from "../science/failure.ts";
import { tidyName } from "../science/name.ts";
import { fastaSteps } from "../science/protein/fasta.ts";
import { plainSmiles } from "../science/recognition/subject.ts";
import { CifReader } from "../science/structure/cifReader.ts";
import { PdbReader } from "../science/structure/pdbReader.ts";
import type { StructureContents, StructureReader } from "../science/structure/residues.ts";

/** Milliseconds between two chances for others. */
const SLICE = 10;

/** Characters of a line: ten times what mmCIF allows. */
const LONGEST_LINE = 20_000;

/** Something in an output that a question can be about. */
export interface Askable {
	readonly entity: Entity;
	/** Where several are in one output: what this one is called, e.g. "1A8O chain A". */
	readonly label: string;
}

/**
 * What a molecule, record or structure of an output is to the model: one entity, or the chains of a structure.
 *
 * @throws Failure why it is none, e.g. `invalid-smiles`, `nucleotide-sequence`, `no-protein`
 */
export async function askablesOf(subject: OutputSubject, chemistry: Pick<Chemistry, "facts">, signal: AbortSignal): Promise<readonly Askable[]> {
	switch (subject.format) {
		case "smiles":
		case "molfile":
			return [await moleculeOf(subject, chemistry, signal)];
		case "fasta":
			return [proteinOf(subject.text)];
		default:
			return chainsOf(await read(subject.text, subject.format === "pdb" ? new PdbReader() : new CifReader(), signal));
	}
}

async function moleculeOf({ format, text, name }: OutputSubject, chemistry: Pick<Chemistry, "facts">, signal: AbortSignal): Promise<Askable> {
	const { canonicalSmiles } = await chemistry.facts(text, signal);
	const tidy = tidyName(name);
	return { entity: { kind: "molecule", smiles: format === "smiles" ? plainSmiles(text) : canonicalSmiles, name: tidy || undefined }, label: tidy || canonicalSmiles };
}

function proteinOf(text: string): Askable {
	for (const record of fastaSteps(text)) {
		if (record === undefined) {
			throw new Failure("sequence-too-long", vscode.l10n.t("This record has more than a million characters. No protein is as long: ask about a part of it."));
		}
		const { name, sequence, problem } = record;
		if (problem !== undefined) {
			throw failureFrom(problem);
		}
		return { entity: { kind: "protein", sequence, name: name || undefined }, label: name };
	}
	throw new Failure("invalid-sequence", vscode.l10n.t("There is no FASTA record here. A record begins with a line “>name”; its sequence follows."));
}

function chainsOf({ id, chains, molecules }: StructureContents): readonly Askable[] {
	const { t } = vscode.l10n;
	const proteins = chains.filter(({ kind }) => kind === "protein").map(({ chains: names, sequence }): Askable => {
		const letters = names.filter((name) => name !== "").join(", ");
		const chain = letters === "" ? "" : names.length === 1 ? t("chain {0}", letters) : t("chains {0}", letters);
		const name = tidyName([id, chain].filter((part) => part !== "").join(" "));
		return { entity: { kind: "protein", sequence, name: name || undefined }, label: name || t("protein") };
	});
	const ligands = molecules.map(({ name, smiles }): Askable => ({ entity: { kind: "molecule", smiles, name: tidyName(name) || undefined }, label: tidyName(name) || smiles }));
	if (proteins.length + ligands.length === 0) {
		throw new Failure("no-protein", t("There is no protein chain in this structure, and no ligand whose SMILES the file tells. Ask about the molecule as SMILES."));
	}
	return [...proteins, ...ligands];
}

function refuseLongLine(length: number): void {
	if (length > LONGEST_LINE) {
		throw new Failure("structure-damaged", vscode.l10n.t("This structure has a line of {0} characters, as no program writes it. Make the output anew, or ask about one of its chains as a sequence.", length.toLocaleString(vscode.env.language)));
	}
}

async function read(text: string, reader: StructureReader, signal: AbortSignal): Promise<StructureContents> {
	let since = performance.now();
	let at = 0;
	while (at < text.length) {
		const end = text.indexOf("\n", at);
		const stop = end < 0 ? text.length : end;
		refuseLongLine(stop - at);
		reader.read(text.slice(at, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop));
		at = stop + 1;
		if (performance.now() - since > SLICE) {
			await breath();
			signal.throwIfAborted();
			since = performance.now();
		}
	}
	return reader.contents();
}
