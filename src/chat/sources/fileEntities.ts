import { setImmediate as breath } from "node:timers/promises";
import * as vscode from "vscode";
import { locatedIn, type FileText } from "../../science/files/fileText.ts";
import { languageIdOf } from "../../science/files/languages.ts";
import type { Located } from "../../science/recognition/located.ts";
import { tidyName } from "../../science/name.ts";
import { CifReader } from "../../science/structure/cifReader.ts";
import { PdbReader } from "../../science/structure/pdbReader.ts";
import type { StructureContents, StructureReader } from "../../science/structure/residues.ts";
import type { Gathering, SourceChemistry } from "./gathering.ts";
import type { SourceFile } from "./reading.ts";

/** Lines of a structure file between two looks at the clock. */
const STRIDE = 500;
const SLICE = 10;
/** Ligands that are named. */
const MOST_NAMED = 6;

/** Gathers what a file holds; says so where that is nothing. */
export async function gatherFile(file: SourceFile, gathering: Gathering, chemistry: Pick<SourceChemistry, "checkAll">, signal: AbortSignal): Promise<void> {
	const name = tidyName(file.name);
	const first = gathering.count;
	const before = gathering.brought().remarks.length;
	const reader = structureReader(file.name);
	if (reader !== undefined && "text" in file.content) {
		await gatherStructure(await structureOf(file.content.text, reader, signal), name, { gathering, chemistry, signal });
	} else {
		await gatherTexts(name, textsOf(file), gathering, signal);
	}
	if (gathering.count === first + 1 && reader === undefined) {
		gathering.rename(first, name);
	}
	const brought = gathering.brought();
	if (brought.entities.length === first && brought.remarks.length === before) {
		gathering.remark(vscode.l10n.t("No molecule or protein was found in {0}.", name));
	}
}

function textsOf({ name, content }: SourceFile): readonly FileText[] {
	if ("cells" in content) {
		return content.cells;
	}
	const { languageId, text } = content;
	return [{ context: languageId === undefined ? { languageId: languageIdOf(name), fileName: name } : { languageId, fileName: "" }, text: { whole: text, firstLine: 0 } }];
}

async function gatherTexts(name: string, texts: readonly FileText[], gathering: Gathering, signal: AbortSignal): Promise<void> {
	for (const text of texts) {
		let records = 0;
		for await (const located of locatedIn(text)) {
			signal.throwIfAborted();
			await gathering.take(located.map((one) => ({ found: one.found, origin: originOf(name, text.cell, one, isRecord(one) ? ++records : 0) })));
			if (gathering.enough) {
				return;
			}
		}
	}
}

function isRecord({ found }: Located): boolean {
	return found.notation === "molfile" || found.notation === "fasta";
}

/** “ligands.sdf, record 3”. */
function originOf(name: string, cell: number | undefined, { range }: Located, record: number): string {
	const { t } = vscode.l10n;
	return cell !== undefined ? t("{0}, cell {1}", name, cell + 1) : record > 0 ? t("{0}, record {1}", name, record) : t("{0}, line {1}", name, range.start.line + 1);
}

function structureReader(name: string): StructureReader | undefined {
	return /\.(?:pdb|ent|pdb1)$/i.test(name) ? new PdbReader() : /\.(?:cif|mmcif)$/i.test(name) ? new CifReader() : undefined;
}

async function structureOf(text: string, reader: StructureReader, signal: AbortSignal): Promise<StructureContents> {
	let since = performance.now();
	let at = 0;
	for (let line = 1; at < text.length; line++) {
		const end = text.indexOf("\n", at);
		const stop = end < 0 ? text.length : end;
		reader.read(text.slice(at, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop));
		at = stop + 1;
		if (line % STRIDE === 0 && performance.now() - since > SLICE) {
			await breath();
			signal.throwIfAborted();
			since = performance.now();
		}
	}
	return reader.contents();
}

interface GatheringServices {
	readonly gathering: Gathering;
	readonly chemistry: Pick<SourceChemistry, "checkAll">;
	readonly signal: AbortSignal;
}

async function gatherStructure({ id, chains, molecules, ligands, fromCoordinates }: StructureContents, file: string, { gathering, chemistry, signal }: GatheringServices): Promise<void> {
	const { t } = vscode.l10n;
	for (const { kind, chains: names, sequence } of chains) {
		if (kind === "nucleotide") {
			gathering.leaveOut("nucleotide");
			continue;
		}
		const letters = names.filter((name) => name !== "").join(", ");
		const chain = letters === "" ? "" : names.length === 1 ? t("chain {0}", letters) : t("chains {0}", letters);
		gathering.add({ kind: "protein", sequence, name: tidyName([id, chain].filter((part) => part !== "").join(" ")) || undefined }, tidyName([file, chain].filter((part) => part !== "").join(", ")));
	}
	const refusals = await chemistry.checkAll(molecules.map(({ smiles }) => smiles), signal);
	molecules.filter((_, index) => refusals[index] === undefined).forEach(({ name, smiles }) => gathering.add({ kind: "molecule", smiles, name: tidyName(name) }, file));
	if (fromCoordinates && chains.length > 0) {
		gathering.remark(t("{0} gives no sequence apart from its coordinates: residues that are not resolved are missing.", file));
	}
	if (ligands.length > 0) {
		const named = ligands.slice(0, MOST_NAMED).map(tidyName).join(", ");
		gathering.remark(t("Ligands were left out ({0}), because {1} does not tell their bonds. Attach them as SMILES or as an SDF file.", ligands.length > MOST_NAMED ? `${named} …` : named, file));
	}
}
