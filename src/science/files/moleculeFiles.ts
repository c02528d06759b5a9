import { tidyName } from "../name.ts";
import type { Lines, SectionDraft, SectionReader, Sections } from "./sections.ts";
import { isBlank, LINE_STRIDE, LOOKED_AT, MAX_SECTIONS, SectionTree } from "./sections.ts";

/** Data items that name a record whose title line is blank, as in the files of ChEMBL. */
export const NAMING_ITEM = /(?:name|title|^id$|[_ ]id$|^cid$|chembl|accession)/i;

/** Lines from a record's title to the counts of its atoms and bonds. */
const COUNTS = 3;

/** The records of an SDF: the structure to fold, and the data items to fold. CTfile formats, BIOVIA. */
export const sdfSections: SectionReader = (lines, limit) => ctfileSections(lines, limit, false);
/** A molfile is one record; its atoms and bonds fold, too. */
export const molfileSections: SectionReader = (lines, limit) => ctfileSections(lines, limit, true);

function* ctfileSections(lines: Lines, limit = MAX_SECTIONS, withTable: boolean): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	let record: SectionDraft | undefined;
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		const text = lines.at(line);
		if (text.startsWith("$$$$")) {
			tree.end("block");
			tree.reach(line);
			tree.endAll();
			record = undefined;
		} else if (record === undefined) {
			if (isBlank(text) && restIsBlank(lines, line)) {
				continue;
			}
			if (tree.full) {
				return tree.result(line);
			}
			record = tree.begin("record", tidyName(text.slice(0, LOOKED_AT)), line);
		} else {
			readRecordLine(tree, record, lines, line, withTable);
		}
	}
	return tree.result();
}

/** Whether nothing but a few blank lines follow: they end a file, and are no title of a record. */
function restIsBlank(lines: Lines, from: number): boolean {
	for (let line = from; line < lines.count; line++) {
		if (!isBlank(lines.at(line))) {
			return false;
		}
		if (line - from > 3) {
			// The title, the program and the remark may be blank, the counts may not.
			return true;
		}
	}
	return true;
}

function readRecordLine(tree: SectionTree, record: SectionDraft, lines: Lines, line: number, withTable: boolean): void {
	const text = lines.at(line);
	if (text.startsWith(">") && line > record.first + COUNTS) {
		if (tree.open?.kind !== "block" || tree.open.name !== "data") {
			tree.end("block");
			tree.begin("block", "data", line);
		}
		if (record.name === "" && NAMING_ITEM.test(itemName(text))) {
			record.name = tidyName(line + 1 < lines.count ? lines.at(line + 1).slice(0, LOOKED_AT) : "");
		}
		tree.reach(line);
	} else if (!isBlank(text)) {
		if (line === record.first + COUNTS) {
			// Not from the title on: of two folds that begin in one line, editors show one.
			tree.begin("block", "structure", line);
		}
		tree.reach(line);
		if (text.startsWith("M  END")) {
			tree.end("block");
		} else if (withTable) {
			readTableLine(tree, record, text, line, lines.count);
		}
	}
}

function itemName(header: string): string {
	const open = header.indexOf("<");
	return open < 0 ? "" : header.slice(open + 1, open + 200).split(">", 1)[0]?.trim() ?? "";
}

/** Atoms and bonds of a V2000 table by the counts in its fourth line, blocks of a V3000 one by their words. */
function readTableLine(tree: SectionTree, record: SectionDraft, text: string, line: number, end: number): void {
	if (line === record.first + COUNTS && text.includes("V2000")) {
		const structure = tree.open;
		const atoms = count(text.slice(0, 3));
		const bonds = count(text.slice(3, 6));
		for (const [name, first, size] of [["atoms", line + 1, atoms], ["bonds", line + 1 + atoms, bonds]] as const) {
			// The counts of a broken file may promise more lines than there are.
			if (size > 0 && first + size <= end && structure !== undefined) {
				structure.children.push({ kind: "block", name, detail: "", first, last: first + size - 1, children: [] });
			}
		}
	} else if (text.startsWith("M  V30 BEGIN ") && !tree.full) {
		tree.begin("block", text.slice(13, 60).trim(), line);
	} else if (text.startsWith("M  V30 END ") && (tree.open?.first ?? line) > record.first + COUNTS) {
		tree.endInnermost();
	}
}

function count(field: string): number {
	const value = Number(field);
	return Number.isInteger(value) && value > 0 ? value : 0;
}

const TRIPOS = "@<TRIPOS>";

/** The molecules of a Tripos MOL2 file, each with its sections to fold. */
export const mol2Sections: SectionReader = function* (lines: Lines, limit = MAX_SECTIONS): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		const text = lines.at(line);
		if (!text.startsWith(TRIPOS)) {
			if (!isBlank(text)) {
				tree.reach(line);
			}
			continue;
		}
		if (tree.full) {
			return tree.result(line);
		}
		const section = text.slice(TRIPOS.length, 60).trim();
		tree.end("block");
		if (section === "MOLECULE") {
			tree.endAll();
			tree.begin("record", tidyName(line + 1 < lines.count ? lines.at(line + 1).slice(0, LOOKED_AT) : ""), line);
		} else {
			tree.begin("block", section, line);
		}
		tree.reach(line);
	}
	return tree.result();
};
