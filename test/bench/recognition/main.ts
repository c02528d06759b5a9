/** What `npm run bench:recognition` measures; `run.mjs` builds, runs and prints it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { readFasta } from "../../../src/science/protein/fasta.ts";
import type { Figure } from "../figures.ts";
import { corpora } from "./corpora.ts";
import { fastaChecks, type FastaCheck } from "./fasta.ts";
import { filesUnder, textOf, thinned } from "./files.ts";
import { keystrokeFigures } from "./keystrokes.ts";
import { realMolecules } from "./molecules.ts";
import { falseAlarms, falseAlarmsInCells, type FalseAlarms } from "./negatives.ts";
import { recallOf, type Recall } from "./positives.ts";
import { nucleotidesAsProteins, proteinRecall, type SequenceRecall } from "./sequences.ts";
import { speeds, type Speed } from "./throughput.ts";

export interface Options {
	readonly root: string;
	/** Real files of chemists and biologists; what needs them is left out where there are none. */
	readonly shared: string;
	/** Folders without chemistry, besides those that are always looked for. */
	readonly corpora: readonly string[];
	/** At most so many SMILES of one file. */
	readonly perFile: number;
	readonly say: (line: string) => void;
}

export interface Measured {
	readonly figures: readonly Figure[];
	readonly alarms: readonly FalseAlarms[];
	readonly recalls: readonly Recall[];
	readonly fasta: readonly FastaCheck[];
	readonly sequences: readonly SequenceRecall[];
}

export const PARTS = ["negatives", "positives", "fasta", "speed", "keystrokes"] as const;
export type Part = (typeof PARTS)[number];

export async function measure(options: Options, parts: readonly Part[]): Promise<Measured> {
	const { root, shared, say } = options;
	const real = existsSync(path.join(shared, "realworld"));
	if (!real) {
		say(`There is no folder ${shared}: recall and FASTA are left out.`);
	}
	const alarms = parts.includes("negatives") ? negatives(options) : [];
	const molecules = real && parts.some((part) => part === "positives" || part === "speed" || part === "keystrokes") ? await realMolecules([path.join(shared, "realworld"), path.join(shared, "data/molecules")], path.join(root, "node_modules/@rdkit/rdkit/dist/RDKit_minimal.wasm"), options.perFile) : undefined;
	if (molecules !== undefined) {
		say(`${molecules.smiles.length.toLocaleString("en")} SMILES that RDKit accepts, of ${molecules.read.toLocaleString("en")} read from ${molecules.files} files (at most ${options.perFile.toLocaleString("en")} of each; ${molecules.refused} refused)`);
	}
	const recalls = parts.includes("positives") ? recallOf(molecules?.smiles ?? []) : [];
	const folder = path.join(shared, "realworld/fasta");
	const fasta = real && parts.includes("fasta") ? fastaChecks(folder) : [];
	const { proteins, nucleotides } = real ? sequencesOf(folder) : { proteins: [], nucleotides: [] };
	const sequences = parts.includes("fasta") ? [...proteinRecall(proteins), ...nucleotidesAsProteins(nucleotides)] : [];
	const speed = parts.includes("speed") ? speeds(root, molecules?.smiles ?? [], proteins) : [];
	const keystrokes = parts.includes("keystrokes") && molecules !== undefined ? keystrokeFigures(molecules.smiles, proteins) : [];
	return { figures: [...alarmFigures(alarms), ...recallFigures(recalls), ...fastaFigures(fasta, sequences), ...speed.map(speedFigure), ...keystrokes], alarms, recalls, fasta, sequences };
}

function negatives(options: Options): FalseAlarms[] {
	const all = corpora(options.root, options.corpora).flatMap((corpus) => [falseAlarms(corpus), ...(corpus.asNotebooks === true ? [falseAlarmsInCells(corpus)] : [])]);
	const missing = all.filter(({ files }) => files === 0).map(({ name }) => name);
	if (missing.length > 0) {
		options.say(`Not on this machine: ${missing.join("; ")}.`);
	}
	return all.filter(({ files }) => files > 0);
}

function alarmFigures(alarms: readonly FalseAlarms[]): Figure[] {
	if (alarms.length === 0) {
		return [];
	}
	const megabytes = alarms.reduce((sum, one) => sum + one.megabytes, 0);
	const hits = alarms.flatMap((one) => one.hits);
	const perMegabyte = (cued: boolean, some = hits, size = megabytes): number => some.filter(({ cue }) => (cue !== "none") === cued).length / size;
	return [
		{ name: "text without chemistry", value: megabytes, unit: "MB", goal: "≥ 5", met: megabytes >= 5 },
		{ name: "false alarms without cue", value: perMegabyte(false), unit: "per MB", goal: "≤ 1", met: perMegabyte(false) <= 1 },
		{ name: "false alarms with cue", value: perMegabyte(true), unit: "per MB", goal: "≤ 1", met: perMegabyte(true) <= 1 },
		...alarms.map((one): Figure => ({ name: `  ${one.name} (${one.megabytes.toFixed(1)} MB), all`, value: one.hits.length / one.megabytes, unit: "per MB" })),
	];
}

function recallFigures(recalls: readonly Recall[]): Figure[] {
	const groups = new Map<string, Recall[]>();
	for (const recall of recalls) {
		const key = `recall, ${recall.template.cue ? "with cue" : "without"}: ${recall.template.language}`;
		groups.set(key, [...(groups.get(key) ?? []), recall]);
	}
	return [...groups].flatMap(([name, all]) => {
		const goal = all[0]?.template.cue === true ? 99 : 90;
		const figure = (title: string, some: readonly Recall[]): Figure => {
			const value = (100 * some.reduce((sum, { found }) => sum + found, 0)) / some.reduce((sum, { asked }) => sum + asked, 0);
			return { name: title, value, unit: "%", goal: `≥ ${goal}`, met: value >= goal };
		};
		return [figure(name, all), ...all.map((one) => figure(`  ${one.template.what}`, [one]))];
	});
}

function fastaFigures(checks: readonly FastaCheck[], sequences: readonly SequenceRecall[]): Figure[] {
	const records = checks.reduce((sum, one) => sum + one.records, 0);
	const right = checks.reduce((sum, one) => sum + one.right, 0);
	const own: Figure[] = checks.length === 0 ? [] : [
		{ name: "FASTA files", value: checks.length, unit: "files" },
		{ name: "FASTA records with right boundaries and names", value: (100 * right) / records, unit: "%", goal: "= 100", met: right === records },
		{ name: "FASTA records with a problem told", value: checks.reduce((sum, one) => sum + one.problems.length, 0), unit: "records" },
	];
	return [...own, ...sequences.filter(({ asked }) => asked > 0).map(({ what, asked, right: found }): Figure => {
		const value = (100 * found) / asked;
		const goal = what.startsWith("DNA") ? 100 : what.includes("with cue") ? 99 : 90;
		return { name: what, value, unit: "%", goal: goal === 100 ? "= 100" : `≥ ${goal}`, met: value >= goal };
	})];
}

function speedFigure({ what, megabytes, perSecond }: Speed): Figure {
	const goal = what.startsWith("code") ? { goal: "≥ 30", met: perSecond >= 30 } : {};
	return { name: `speed, ${what} (${megabytes.toFixed(1)} MB)`, value: perSecond, unit: "MB/s", ...goal };
}

/** Sequences of FASTA files as texts, by what their letters are, counted here and not by the recogniser. */
function sequencesOf(folder: string): { readonly proteins: readonly string[]; readonly nucleotides: readonly string[] } {
	const all = filesUnder(folder, (file) => /\.(?:fasta|fa|faa|pro|aa|nu|gz)$|\/f0\d+$/.test(file)).flatMap(({ file }) => [...readFasta(textOf(file))].map(({ sequence }) => sequence));
	const distinct = [...new Set(all)].filter((sequence) => sequence.length >= 10 && sequence.length < 20_000);
	const isDna = (sequence: string): boolean => sequence.replace(/[ACGTUN]/g, "").length === 0;
	return { proteins: thinned(distinct.filter((one) => !isDna(one) && /^[ACDEFGHIKLMNPQRSTVWYX]+$/.test(one) && one.replace(/[ACGTUN]/g, "").length > one.length / 4), 2000), nucleotides: thinned(distinct.filter(isDna), 2000) };
}
