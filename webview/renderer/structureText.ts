/** What is told above the picture of a structure file. */
export interface StructureSummary {
	/** PDB id or data block, may be empty. */
	readonly id: string;
	readonly title: string;
	/** Lines of atoms, of all models. */
	readonly atoms: number;
}

/** What a notebook's page can show beside others without standing still for seconds; the file's own editor shows more. */
export const mostAtoms = 100_000;
const longestTitle = 300;

/** How the line of an atom begins: PDB has columns of fixed width, mmCIF words that any white space parts. */
const atomBegins = { pdb: ["ATOM  ", "HETATM"], mmcif: ["ATOM ", "ATOM\t", "HETATM ", "HETATM\t"] } as const;

/** Reads what a structure file says of itself. */
export function summarise(text: string, format: "pdb" | "mmcif"): StructureSummary {
	const atoms = atomBegins[format].reduce((sum, begin) => sum + countLines(text, begin), 0);
	const { id, title } = format === "pdb" ? pdbTitle(text) : cifTitle(text);
	return { id: id.trim().slice(0, longestTitle), title: title.trim().slice(0, longestTitle), atoms };
}

function countLines(text: string, begin: string): number {
	let count = text.startsWith(begin) ? 1 : 0;
	for (let at = text.indexOf(`\n${begin}`); at >= 0; at = text.indexOf(`\n${begin}`, at + 1)) {
		count++;
	}
	return count;
}

/** The header's id in columns 63 to 66, and the TITLE records, which continue each other. */
function pdbTitle(text: string): { readonly id: string; readonly title: string } {
	const head = text.slice(0, 20_000).split("\n");
	const titles = head.filter((line) => line.startsWith("TITLE "));
	return { id: head.find((line) => line.startsWith("HEADER"))?.slice(62, 66) ?? "", title: titles.map((line) => line.slice(10, 80).trim()).join(" ") };
}

function cifTitle(text: string): { readonly id: string; readonly title: string } {
	const head = text.slice(0, 200_000);
	const [, quoted = "", plain = ""] = /^_struct\.title[ \t]+(?:'([^\n]{0,400}?)'|([^\s'";][^\n]{0,400}))[ \t\r]*$/mu.exec(head) ?? [];
	return { id: /^data_(\S{1,40})/mu.exec(head)?.[1] ?? "", title: quoted || plain };
}
