import { tidyName } from "../name.ts";
import type { Sections, SectionReader, Lines } from "./sections.ts";
import { isBlank, LINE_STRIDE, LOOKED_AT, MAX_SECTIONS, SectionTree } from "./sections.ts";

const GREATER = 62;

/** The records of a FASTA file, each from its header to the last line that is not blank. */
export const fastaSections: SectionReader = function* (lines: Lines, limit = MAX_SECTIONS): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		const text = lines.at(line);
		if (text.charCodeAt(0) === GREATER) {
			if (tree.full) {
				return tree.result(line);
			}
			tree.endAll();
			const { name, rest } = firstWord(text.slice(1, LOOKED_AT));
			tree.begin("record", tidyName(name), line).detail = tidyName(rest);
		} else if (!isBlank(text)) {
			tree.reach(line);
		}
	}
	return tree.result();
};

/** None of these words is a SMILES: they name the columns of the file. */
const COLUMN_TITLE = /^"?(?:[a-z_ ]{0,40}smi(?:les)?|structures?|mol(?:ecule)?s?|compounds?|ligands?|drugs?)"?$/i;

/** The molecules of a file of SMILES, one a line, by their names; comments begin with `#`. */
export const smilesSections: SectionReader = function* (lines: Lines, limit = MAX_SECTIONS): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	let first = true;
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		const { smiles, name } = readMolecule(lines.at(line).slice(0, LOOKED_AT));
		if (smiles === "" || smiles.startsWith("#") || (first && COLUMN_TITLE.test(smiles))) {
			first &&= smiles === "" || smiles.startsWith("#");
			continue;
		}
		first = false;
		if (tree.full) {
			return tree.result(line);
		}
		const shown = tidyName(smiles);
		tree.begin("molecule", name === "" ? shown : name, line).detail = name === "" ? "" : shown;
		tree.endAll();
	}
	return tree.result();
};

function readMolecule(line: string): { readonly smiles: string; readonly name: string } {
	const content = line.trimStart();
	const gap = content.search(/[\s,]/);
	if (gap < 0) {
		return { smiles: content, name: "" };
	}
	const rest = content.slice(gap).replace(/^[\s,]+/, "");
	// The extension of a CXSMILES stands between the SMILES and the name.
	const close = rest.startsWith("|") ? rest.indexOf("|", 1) : -1;
	return { smiles: content.slice(0, gap), name: tidyName(rest.slice(close + 1)) };
}

function firstWord(text: string): { readonly name: string; readonly rest: string } {
	const content = text.trim();
	const space = content.search(/\s/);
	return space < 0 ? { name: content, rest: "" } : { name: content.slice(0, space), rest: content.slice(space) };
}
