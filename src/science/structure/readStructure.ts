import { Failure } from "../failure.ts";
import { assemble } from "./assemble.ts";
import { eachLine, textOf } from "./bytes.ts";
import { CifStructure } from "./cifStructure.ts";
import { inflated, isCompressed, refuseLarge } from "./inflate.ts";
import { Mol2Structure } from "./mol2Structure.ts";
import { PdbStructure } from "./pdbStructure.ts";
import type { StructureData } from "./structureData.ts";

/**
 * Reads a structure file whole: PDB, mmCIF or MOL2, also compressed with gzip. Its contents decide what it is.
 *
 * @param name of the file; may tell an AlphaFold id
 * @param model which of several models, counted from 1; the first one where the file has fewer
 * @throws Failure `structure-empty`, `structure-no-coordinates`, `structure-binary`, `structure-xml`, `structure-unknown-format`,
 *   `structure-too-large`, `structure-too-complex`, `structure-damaged`
 */
export function readStructure(bytes: Uint8Array, name: string, model = 1): StructureData {
	const warnings: string[] = [];
	const text = asUtf8(isCompressed(bytes) ? inflated(bytes, warnings) : bytes);
	refuseLarge(text);
	const wanted = readerFor(text, model);
	const shown = model <= wanted.facts.models ? model : 1;
	const { table, facts } = shown === model ? wanted : readerFor(text, shown);
	facts.warnings.unshift(...warnings);
	facts.id ||= /(?:^|[\\/])(AF-[A-Z0-9]{6,10}-F\d{1,3})\b/.exec(name)?.[1] ?? "";
	return assemble(table, facts, shown);
}

function readerFor(bytes: Uint8Array, model: number): Pick<PdbStructure, "table" | "facts"> {
	switch (formatOf(bytes)) {
		case "empty": throw new Failure("structure-empty", "This file is empty. Get it again, or save it from the program that was to write it.");
		case "binary": throw new Failure("structure-binary", "This is a binary file (perhaps MMTF or BinaryCIF), which is not read here. Get the entry as mmCIF (.cif or .cif.gz) instead.");
		case "xml": throw new Failure("structure-xml", "This is an XML file (perhaps PDBML), which is not read here. Get the entry as mmCIF (.cif or .cif.gz) instead.");
		case "html": throw new Failure("structure-xml", "This is a web page and no structure: perhaps the download failed. Get the file again.");
		case "cif": return new CifStructure(bytes, model).read();
		case "mol2": return new Mol2Structure(bytes, model).read();
		case "pdb": return new PdbStructure(bytes, model).read();
		case "unknown": throw new Failure("structure-unknown-format", "This is no structure in a format that is read here: PDB, mmCIF or MOL2. Look at it as text, or convert it.");
	}
}

type Format = "empty" | "binary" | "xml" | "html" | "cif" | "mol2" | "pdb" | "unknown";
const PDB_RECORD = /^(?:ATOM {2}|HETATM|ATOM\t|HETATM\t|HEADER|TITLE |COMPND|SOURCE|KEYWDS|EXPDTA|AUTHOR|REVDAT|JRNL {2}|REMARK|DBREF|SEQRES|SEQADV|MODRES|HELIX |SHEET |SSBOND|CRYST1|ORIGX\d|SCALE\d|MTRIX\d|MODEL |CONECT|PARENT|OBSLTE|SPLIT |CAVEAT|NUMMDL|HET {3}|TER\b|END\b)/;
/** Lines that are looked at; what tells a format stands sooner. */
const MOST_LINES = 1000;

function formatOf(bytes: Uint8Array): Format {
	const head = bytes.subarray(0, 4096);
	if (head.includes(0) || (bytes[0] ?? 0) >= 0x80) {
		return "binary";
	}
	let format: Format = "empty";
	let lines = 0;
	eachLine(bytes, (start, end) => {
		const line = textOf(bytes, start, Math.min(end, start + 200));
		if (line.trim() !== "") {
			format = formatOfLine(line) ?? (format === "empty" ? "unknown" : format);
			lines++;
		}
		return (format !== "empty" && format !== "unknown") || lines > MOST_LINES;
	});
	return format;
}

function formatOfLine(line: string): Format | undefined {
	if (/^\s{0,80}</.test(line)) {
		return /^\s{0,80}<(?:!doctype\s{1,9})?html/i.test(line) ? "html" : "xml";
	}
	if (line.startsWith("@<TRIPOS>")) {
		return "mol2";
	}
	return PDB_RECORD.test(line) ? "pdb" : /^\s{0,80}(?:data_\S|loop_\s|loop_$|_\w{1,80}\.\w)/i.test(line) ? "cif" : undefined;
}

/** Without a byte order mark; UTF-16, as Windows' editors save it, is brought to UTF-8. */
function asUtf8(bytes: Uint8Array): Uint8Array {
	const wide = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
	if (wide !== undefined) {
		return new TextEncoder().encode(new TextDecoder(wide).decode(bytes));
	}
	return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
