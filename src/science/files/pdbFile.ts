import type { Lines, SectionDraft, SectionReader, Sections } from "./sections.ts";
import { isBlank, LINE_STRIDE, MAX_SECTIONS, SectionTree } from "./sections.ts";

/** Names of ligands that stand in an outline; a structure may hold hundreds. */
const SHOWN_LIGANDS = 6;
const COORDINATES = new Set(["ATOM", "HETATM", "ANISOU", "SIGATM", "SIGUIJ"]);

/** A run of coordinate lines of one chain, up to its TER record. */
interface Run {
	readonly draft: SectionDraft;
	readonly chain: string;
	/** The residue that was read last: its name, number and insertion code. */
	residue: string;
	readonly names: Set<string>;
}

/**
 * Models and chains of a PDB file, and runs of equal records (REMARK, SEQRES, HELIX, CONECT…) to fold.
 *
 * Columns as in the wwPDB's format 3.3. A chain ends with its TER record; what follows of the same chain are its ligands and water.
 */
export const pdbSections: SectionReader = function* (lines: Lines, limit = MAX_SECTIONS): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	let run: Run | undefined;
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		const text = lines.at(line);
		if (isBlank(text)) {
			continue;
		}
		if (tree.full) {
			return tree.result(line);
		}
		const record = text.slice(0, 6).trimEnd();
		if (COORDINATES.has(record)) {
			run = readCoordinates(tree, run, record, text, line);
			continue;
		}
		if (record === "TER" && run !== undefined) {
			tree.reach(line);
		}
		run = undefined;
		tree.end("chain", "ligands");
		readRecord(tree, record, text, line);
	}
	return tree.result();
};

function readCoordinates(tree: SectionTree, open: Run | undefined, record: string, text: string, line: number): Run {
	const chain = text.slice(21, 22).trim();
	let run = open;
	if (run?.chain !== chain) {
		tree.end("block", "remark", "chain", "ligands");
		run = { draft: tree.begin("ligands", chain, line), chain, residue: "", names: new Set() };
	}
	tree.reach(line);
	const { draft, names } = run;
	if (record === "ATOM" && draft.kind === "ligands") {
		draft.kind = "chain";
		draft.detail = "";
	}
	const residue = text.slice(17, 27);
	if (residue !== run.residue) {
		run.residue = residue;
		draft.residues = (draft.residues ?? 0) + 1;
		if (draft.kind === "ligands") {
			addLigand(draft, names, residue.slice(0, 3).trim());
		}
	}
	return run;
}

function addLigand(draft: SectionDraft, names: Set<string>, name: string): void {
	if (name === "" || names.has(name) || names.size > SHOWN_LIGANDS) {
		return;
	}
	names.add(name);
	draft.detail = names.size > SHOWN_LIGANDS ? `${draft.detail} …` : [...names].join(" ");
}

function readRecord(tree: SectionTree, record: string, text: string, line: number): void {
	switch (record) {
		case "MODEL":
			tree.endAll();
			tree.begin("model", text.slice(6, 26).trim(), line);
			return;
		case "ENDMDL":
			tree.end("block", "remark");
			tree.reach(line);
			tree.endAll();
			return;
		case "TER":
		case "END":
			tree.end("block", "remark");
			return;
		case "REMARK":
			readRemark(tree, text.slice(7, 10).trim(), line);
			return;
	}
	if (tree.open?.kind !== "block" || tree.open.name !== record) {
		tree.end("block", "remark");
		tree.begin("block", record, line);
	}
	tree.reach(line);
}

/** All remarks fold together, and each number within. */
function readRemark(tree: SectionTree, number: string, line: number): void {
	if (tree.open?.kind !== "remark") {
		tree.end("block");
		tree.begin("remark", "REMARK", line);
	}
	if (tree.open?.name !== number) {
		if (tree.open?.name !== "REMARK") {
			tree.endInnermost();
		}
		tree.begin("remark", number, line);
	}
	tree.reach(line);
}
