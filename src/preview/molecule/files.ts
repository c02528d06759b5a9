import type { MoleculeFacts } from "../../science/molecule/facts.ts";

/** Characters of the first line of a mol block, by its specification. */
const LONGEST_NAME = 80;

/** A mol block with a name in its first line, where programs look for it. */
export function named(molBlock: string, name: string): string {
	const end = molBlock.indexOf("\n");
	return `${oneLine(name).slice(0, LONGEST_NAME)}${end < 0 ? "\n" : molBlock.slice(molBlock[end - 1] === "\r" ? end - 1 : end)}`;
}

/**
 * One record of an SD file: the mol block and every computed fact as a data item, named as in the command line's JSON; the last item tells the methods.
 */
export function sdfRecord(molBlock: string, name: string, { canonicalSmiles, inchi, inchiKey, facts, verdicts }: MoleculeFacts): string {
	const rules = verdicts.map(({ rule, passes, failing, method }) => ({ id: rule, text: [passes ? "passes" : "fails", failing.join(", ")].filter((part) => part !== "").join(": "), method }));
	const values = [...facts.map(({ id, value, unit, method }) => ({ id, text: String(value), method: unit === undefined ? method : `${unit}, ${method}` })), ...rules];
	const items: readonly (readonly [name: string, text: string])[] = [
		["SMILES", canonicalSmiles],
		["InChI", inchi],
		["InChIKey", inchiKey],
		...values.map(({ id, text }) => [id, text] as const),
		["methods", values.map(({ id, method }) => `${id}: ${method}`).join("\n")],
	];
	const data = items.filter(([, text]) => text !== "").map(([title, text]) => `> <${title.replace(/[<>\r\n]/g, "")}>\n${text}\n\n`);
	return `${named(molBlock, name).trimEnd()}\n${data.join("")}$$$$\n`;
}

/** RDKit's bonds are 1.5 long; what is nearer than this cannot be told apart. */
const NEAREST = 0.5;

/** Whether atoms of a flat V2000 mol block lie on top of each other: from left to right, each is compared with those that are near in x. */
export function overlaps(molBlock: string): boolean {
	const lines = molBlock.split("\n");
	const places = lines.slice(4, 4 + Number(lines[3]?.slice(0, 3))).map((line) => ({ x: Number(line.slice(0, 10)), y: Number(line.slice(10, 20)) })).sort((first, second) => first.x - second.x);
	return places.some((place, index) => {
		for (let next = index + 1; next < places.length; next++) {
			const [right, up] = [(places[next]?.x ?? 0) - place.x, (places[next]?.y ?? 0) - place.y];
			if (right >= NEAREST) {
				return false;
			}
			if (right * right + up * up < NEAREST * NEAREST) {
				return true;
			}
		}
		return false;
	});
}

/** The table of facts for a spreadsheet: a line each, parted by tabs. */
export function factsTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
	return [header, ...rows].map((row) => row.map(oneLine).join("\t")).join("\n").concat("\n");
}

/** A file's name that every system takes, without its ending; `molecule` where nothing is left. */
export function fileName(title: string): string {
	const name = title.slice(0, 200).normalize("NFC").replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 60);
	return name === "" ? "molecule" : name;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}
