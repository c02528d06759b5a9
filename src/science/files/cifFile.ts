import { tidyName } from "../name.ts";
import type { Lines, SectionReader, Sections } from "./sections.ts";
import { isBlank, LINE_STRIDE, LOOKED_AT, MAX_SECTIONS, SectionTree } from "./sections.ts";

/** A line that begins with one of these is a matter of structure; every other one holds values. */
const STRUCTURE = /^\s{0,40}(?:(data|save)_(\S*)|(loop_)(?!\S)|_(\S+))/i;

/**
 * Data blocks of a CIF or mmCIF file and their categories (International Tables G, 2.2): a category is a loop, or items whose
 * names begin alike. Text blocks between semicolons are passed over, and fold.
 */
export const cifSections: SectionReader = function* (lines: Lines, limit = MAX_SECTIONS): Generator<undefined, Sections> {
	const tree = new SectionTree(limit);
	const reader = new CifReader(tree);
	for (let line = 0; line < lines.count; line++) {
		if (line % LINE_STRIDE === 0) {
			yield undefined;
		}
		if (tree.full) {
			return tree.result(line);
		}
		reader.read(lines.at(line), line);
	}
	return tree.result();
};

class CifReader {
	private inText = false;
	/** The names of a loop's items are being read: its values have not begun. */
	private inLoopHeader = false;
	private inLoop = false;

	constructor(private readonly tree: SectionTree) {}

	read(text: string, line: number): void {
		if (text.startsWith(";")) {
			this.readSemicolon(line);
		} else if (this.inText) {
			return;
		} else if (!isBlank(text) && !text.startsWith("#")) {
			const match = STRUCTURE.exec(text.slice(0, LOOKED_AT));
			if (match === null) {
				this.inLoopHeader = false;
			} else {
				this.readStructure(match, line);
			}
			this.tree.reach(line);
		}
	}

	private readSemicolon(line: number): void {
		this.inText = !this.inText;
		this.inLoopHeader = false;
		if (this.inText) {
			this.tree.begin("block", "text", line);
		}
		this.tree.reach(line);
		if (!this.inText) {
			this.tree.endInnermost();
		}
	}

	private readStructure([, block, name = "", loop, item = ""]: RegExpExecArray, line: number): void {
		if (block !== undefined) {
			this.readBlock(block.toLowerCase(), name, line);
		} else if (loop !== undefined) {
			this.tree.end("category");
			this.tree.begin("category", "", line);
			this.inLoop = true;
			this.inLoopHeader = true;
		} else {
			this.readItem(item, line);
		}
	}

	private readBlock(word: string, name: string, line: number): void {
		this.inLoop = false;
		this.tree.end("category");
		if (word === "data") {
			this.tree.endAll();
			this.tree.begin("dataBlock", tidyName(name), line);
		} else if (name === "") {
			// The end of a dictionary's save frame.
			this.tree.reach(line);
			this.tree.endInnermost();
		} else {
			this.tree.begin("dataBlock", tidyName(name), line);
		}
	}

	private readItem(item: string, line: number): void {
		const { open } = this.tree;
		if (this.inLoop && this.inLoopHeader && open?.kind === "category") {
			open.name = open.name === "" ? categoryOf(item, "loop") : commonCategory(open.name, item);
			return;
		}
		const category = categoryOf(item, "item");
		if (this.inLoop || open?.kind !== "category" || open.name !== category) {
			this.inLoop = false;
			this.tree.end("category");
			this.tree.begin("category", category, line);
		}
	}
}

/** `_atom_site` of `_atom_site.id`; in the older form without a point, the first word of an item, and all of a loop's first item. */
function categoryOf(item: string, from: "loop" | "item"): string {
	const point = item.indexOf(".");
	const name = point >= 0 ? item.slice(0, point) : from === "loop" ? item : (item.split("_", 1)[0] ?? item);
	return tidyName(`_${name}`);
}

/** What the names of a loop's items have in common, in whole words. */
function commonCategory(name: string, item: string): string {
	if (item.includes(".")) {
		return name;
	}
	const words = name.slice(1).split("_");
	const others = item.split("_");
	let same = 0;
	while (same < words.length && words[same] === others[same]) {
		same++;
	}
	return same === 0 ? name : `_${words.slice(0, same).join("_")}`;
}
