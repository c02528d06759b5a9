/**
 * The extension of a CXSMILES, from bar to bar: labels `$…$`, coordinates `(…)`, radicals `^1:`, stereo groups `&1:`, and features
 * such as `c:`, `wU:` or `Sg:n:` (ChemAxon Extended SMILES). A cell of a table between two bars is none.
 */
const BODY = String.raw`\|(?=\$|\(|\^\d|&\d|[A-Za-z]{1,8}\d*:|r[,|])[^|\n]*\|`;

/** At a place behind a SMILES, with the blanks before it. */
const EXTENSION = new RegExp(String.raw`[ \t]+${BODY}`, "y");
/** A whole text: the SMILES and its extension. */
export const CXSMILES = new RegExp(String.raw`^(\S+)[ \t]+(${BODY})$`);

/** The extension that stands here, with the blanks before it; empty where there is none. */
export function extensionAt(text: string, at: number): string {
	EXTENSION.lastIndex = at;
	return EXTENSION.exec(text)?.[0] ?? "";
}
