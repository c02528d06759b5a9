import { readFileSync } from "node:fs";
import path from "node:path";
import type { Found } from "../../../src/science/recognition/found.ts";
import type { Corpus } from "./corpora.ts";
import { ABOUT_CHEMISTRY } from "./corpora.ts";
import type { SizedFile } from "./files.ts";
import { evenly, filesUnder } from "./files.ts";
import { languageIdOf } from "../../../src/science/files/languages.ts";
import { foundIn } from "./scan.ts";

export interface FalseAlarms {
	readonly name: string;
	readonly files: number;
	readonly megabytes: number;
	/** Time of recognition alone. */
	readonly seconds: number;
	readonly hits: readonly Hit[];
}

export interface Hit {
	/** `file:line`, both as a person counts. */
	readonly place: string;
	readonly kind: string;
	readonly cue: Found["cue"];
	readonly text: string;
	readonly problem?: string | undefined;
	/** What stands around it. */
	readonly around: string;
}

/** Larger files are data or bundles of everything; an editor would not read them either. */
const LARGEST = 4_000_000;

/** Everything found in texts that speak of no molecule: all of it false alarms, but for what a look at `--list` forgives. */
export function falseAlarms(corpus: Corpus): FalseAlarms {
	const ending = new RegExp(`\\.(?:${corpus.endings.join("|")})$`);
	const all = corpus.folders.flatMap((folder) => filesUnder(folder, (file) => ending.test(file) && !ABOUT_CHEMISTRY.test(file)));
	return scanned(corpus.name, evenly(all.filter(({ bytes }) => bytes <= LARGEST), corpus.megabytes * 1e6), (file) => [read(file)]);
}

/** The same Python files as a notebook has them: in cells, each a document of its own without a file name. */
export function falseAlarmsInCells(corpus: Corpus): FalseAlarms {
	const all = corpus.folders.flatMap((folder) => filesUnder(folder, (file) => file.endsWith(".py") && !ABOUT_CHEMISTRY.test(file)));
	return scanned(`${corpus.name}, as cells of notebooks`, evenly(all.filter(({ bytes }) => bytes <= LARGEST), (corpus.megabytes * 1e6) / 2), (file) =>
		read(file).text.split(/\n\s*\n(?=\S)/).map((text) => ({ text, languageId: "python", fileName: "" })));
}

interface Piece {
	readonly text: string;
	readonly languageId: string;
	readonly fileName: string;
}

function read(file: string): Piece {
	return { text: readFileSync(file, "utf8"), languageId: languageIdOf(file), fileName: path.basename(file) };
}

function scanned(name: string, files: readonly SizedFile[], pieces: (file: string) => readonly Piece[]): FalseAlarms {
	const hits: Hit[] = [];
	let bytes = 0;
	let milliseconds = 0;
	for (const { file } of files) {
		for (const piece of pieces(file)) {
			if (piece.text.includes("\0")) {
				continue;
			}
			bytes += Buffer.byteLength(piece.text);
			const since = performance.now();
			const found = foundIn(piece.text, piece);
			milliseconds += performance.now() - since;
			hits.push(...found.map((one) => hitOf(file, piece.text, one)));
		}
	}
	return { name, files: files.length, megabytes: bytes / 1e6, seconds: milliseconds / 1000, hits };
}

function hitOf(file: string, text: string, { start, end, kind, cue, text: what, problem }: Found): Hit {
	const around = text.slice(Math.max(0, start - 50, text.lastIndexOf("\n", start) + 1), Math.min(end + 20, start + 120)).replace(/\s+/g, " ");
	return { place: `${file}:${text.slice(0, start).split("\n").length}`, kind, cue, text: what.slice(0, 80), problem: problem?.message, around };
}
