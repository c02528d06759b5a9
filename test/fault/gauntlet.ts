import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Chemistry } from "../../src/science/chemistry.ts";
import { Failure } from "../../src/science/failure.ts";
import { nucleotideFacts } from "../../src/science/nucleotide/facts.ts";
import { longestOpenFrame, translate } from "../../src/science/nucleotide/translate.ts";
import { proteinFacts } from "../../src/science/protein/facts.ts";
import { readFasta } from "../../src/science/protein/fasta.ts";
import { readSequence } from "../../src/science/protein/sequence.ts";
import { proteinTokens } from "../../src/science/protein/tokens.ts";
import { recognise } from "../../src/science/recognise.ts";

/** What happened to the texts so far. */
export interface Tally {
	texts: number;
	/** By step and outcome, e.g. `facts: done`, `draw: invalid-smiles`. */
	readonly outcomes: Map<string, number>;
	/** Anything thrown that is no `Failure`, or one with code `unexpected`: each is a fault of ours. */
	readonly faults: { readonly step: string; readonly text: string; readonly error: string }[];
	/** RDKit gave up on these, so its thread was replaced. */
	readonly crashed: string[];
	readonly timedOut: string[];
	/** The longest that one text was recognised on the calling thread, in ms. */
	slowestRecognition: { milliseconds: number; text: string };
}

/** Failures of a thread that was replaced. Above some 400 atoms the reason of a crash is told as the size. */
const CRASHED = "chemistry-crashed";
const TIMED_OUT = "chemistry-timeout";
const DRAWING = { theme: "dark", width: 300, height: 200 } as const;

/** Everything that a text in an editor goes through: recognition, check, facts, depiction and featurisation. */
export class Gauntlet {
	readonly tally: Tally = { texts: 0, outcomes: new Map(), faults: [], crashed: [], timedOut: [], slowestRecognition: { milliseconds: 0, text: "" } };

	constructor(private readonly chemistry: Chemistry) {}

	/** A SMILES, CXSMILES, reaction SMILES or mol block, right or wrong. */
	async molecule(text: string): Promise<void> {
		this.tally.texts++;
		this.recognise(`smiles = ${JSON.stringify(text)}\n# ${text}\n`, "a.py");
		this.recognise(`${text} name\n`, "a.smi");
		await this.step("check", text, () => this.chemistry.check(text));
		await this.step("facts", text, () => this.chemistry.facts(text));
		await this.step("draw", text, () => this.chemistry.draw(text, DRAWING));
		await this.step("graph", text, () => this.chemistry.graph(text));
	}

	/** A protein or nucleotides, right or wrong, with a header or without. */
	async sequence(text: string): Promise<void> {
		this.tally.texts++;
		this.recognise(`seq = ${JSON.stringify(text)}\n`, "a.py");
		this.recognise(text, "a.fasta");
		await this.step("sequence", text, async () => proteinTokens(readSequence(text), { specialTokens: true, maxResidues: 512 }));
		await this.step("records", text, async () => [...readFasta(text)].map(({ sequence }) => proteinFacts(sequence)));
		await this.step("nucleotides", text, async () => [nucleotideFacts(text), translate(text, -1), longestOpenFrame(text)]);
	}

	/** A whole file as an editor shows it. */
	recognise(text: string, fileName: string): void {
		const began = performance.now();
		try {
			recognise(text, { languageId: "", fileName });
			this.count("recognise: done");
		} catch (error) {
			this.fault(`recognise ${fileName}`, text, error);
		}
		const milliseconds = performance.now() - began;
		if (milliseconds > this.tally.slowestRecognition.milliseconds) {
			this.tally.slowestRecognition = { milliseconds, text: text.slice(0, 200) };
		}
	}

	private async step(name: string, text: string, run: () => Promise<unknown>): Promise<void> {
		try {
			await run();
			this.count(`${name}: done`);
		} catch (error) {
			if (!(error instanceof Failure) || error.code === "unexpected" || error.message === "") {
				this.fault(name, text, error);
				return;
			}
			this.count(`${name}: ${error.code}`);
			if (error.code === CRASHED) {
				this.tally.crashed.push(`${name} ${text.slice(0, 300)} (${error.detail?.split("\n")[0] ?? ""})`);
			} else if (error.code === TIMED_OUT) {
				this.tally.timedOut.push(`${name} ${text.slice(0, 300)}`);
			}
		}
	}

	private fault(step: string, text: string, error: unknown): void {
		this.count(`${step}: FAULT`);
		this.tally.faults.push({ step, text: text.slice(0, 1000), error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
	}

	private count(outcome: string): void {
		this.tally.outcomes.set(outcome, (this.tally.outcomes.get(outcome) ?? 0) + 1);
	}
}

/** The same numbers for the same seed (Park and Miller 1988). */
export function numbers(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => (state = (state * 48_271) % 2_147_483_647) % limit;
}

const SMILES_KEYS = [
	..."CNOSPFIBcnos()[]=#:-+/\\.123%@H*$~0l>|{} \t\n\u200b−", "Cl", "Br", "[nH]", "[C@H]", "[C@@]", "->", "<-", "%12", "[Na+]", "[O-]", "%(100)", ">>", " |$a;b$|", " |&1:1|", " |(0,0,)|", "[2H]", "[Fe+99]", "[*:1]", "[Pt@SP1]", "[U]",
	"c1ccccc1", "C(=O)", "S(=O)(=O)", "/C=C/", "((", "))", "C".repeat(300), "N1CCN(CC1)".repeat(20), "(".repeat(200), "[".repeat(50), "%".repeat(20), "C1CC1".repeat(40),
];
const SEQUENCE_KEYS = [..."ACDEFGHIKLMNPQRSTVWYBJOUXZ*-.>;:|0 \n\t\r?", "\u200b", "\u00e9", ">sp|P1|X\n", "\n>\n", "ATG", "NNN", "XXXX", "M".repeat(500), "ACGT".repeat(100), "> ".repeat(100), "*".repeat(100)];
const SEQUENCES = [
	"MQIFVKTLTGKTITLEVEPSDTIENVKAKIQDKEGIPPDQQRLIFAGKQLEDGRTLSDYNIQKESTLHLVLRLRGG", ">sp|P01308|INS_HUMAN Insulin\nMALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKT\nRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN*\n",
	"ATGGCCATTGTAATGGGCCGCTGAAAGGGTGCCCGATAG", "augguacgnnnuaa", "        1 mqifvktltg ktitlevep\r\n       21 sdtienvk*\n", ";comment\n>a\nMKTA--YIA\n>b\n\n>c\nXXXXXX\n", "CYIQNCPLG",
];

/** Endless mutants of real molecules and sequences: slips, cuts, splices and repeats. Every tenth is a sequence. */
export function* mutants(seed: number, molecules: readonly string[]): Generator<{ readonly kind: "molecule" | "sequence"; readonly text: string }> {
	const next = numbers(seed);
	for (;;) {
		const kind = next(10) === 0 ? "sequence" : "molecule";
		if (kind === "molecule" && next(3) === 0) {
			yield { kind, text: mutateGently(molecules[next(molecules.length)] ?? "", molecules, next) };
			continue;
		}
		const [sources, keys] = kind === "sequence" ? [SEQUENCES, SEQUENCE_KEYS] : [molecules, SMILES_KEYS];
		yield { kind, text: mutate(sources[next(sources.length)] ?? "", { keys, sources, next }) };
	}
}

/** A third of the molecules is changed so that the grammar mostly stays right and RDKit has to decide. */
function mutateGently(original: string, sources: readonly string[], next: (limit: number) => number): string {
	let text = original;
	for (let slips = 1 + next(3); slips > 0; slips--) {
		const atoms = [...text.matchAll(/(?<=^[^[\]]*(?:\[[^\]]*\][^[\]]*)*)[CNOScno](?![a-z])/g)];
		const at = atoms[next(Math.max(1, atoms.length))]?.index ?? 0;
		const other = sources[next(sources.length)] ?? "C";
		const atom = ["C", "N", "O", "S", "P", "F", "c", "n", "[N+]", "[O-]", "[NH3+]", "[nH]", "[C@@H]", "[13C]", "[Fe]", "[Si]", "*", "B", "[H]"][next(19)] ?? "C";
		switch (next(5)) {
			case 0: text = text.slice(0, at) + atom + text.slice(at + 1); break;
			case 1: text = `${text.slice(0, at + 1)}(${atom}${["", "=O", "#N", "Cl", "c1ccccc1", "C%99CC%99"][next(6)] ?? ""})${text.slice(at + 1)}`; break;
			case 2: text = `${text}.${other}`; break;
			case 3: text = `${text}>>${other}`; break;
			default: text = `${text.slice(0, at)}C${["", "=", "#", "/", "\\", "-", ":"][next(7)] ?? ""}${text.slice(at)}`;
		}
	}
	return text;
}

function mutate(original: string, { keys, sources, next }: { readonly keys: readonly string[]; readonly sources: readonly string[]; readonly next: (limit: number) => number }): string {
	let text = original;
	for (let slips = 1 + next(4); slips > 0; slips--) {
		const at = next(text.length + 1);
		switch (next(6)) {
			case 0: text = text.slice(0, at) + text.slice(at + 1 + next(3)); break;
			case 1: text = text.slice(0, at) + (keys[next(keys.length)] ?? "") + text.slice(at); break;
			case 2: text = text.slice(0, at) + (keys[next(keys.length)] ?? "") + text.slice(at + 1); break;
			case 3: text = text.slice(0, at) + (sources[next(sources.length)] ?? "").slice(next(20)); break;
			case 4: text = text.slice(0, at) + text.slice(at, at + 1 + next(12)).repeat(1 + next(8)) + text.slice(at); break;
			default: text = text.slice(0, at) + [...text.slice(at, at + 4)].reverse().join("") + text.slice(at + 4);
		}
	}
	return text;
}

/** Molecules of the repository's own fixtures: SMILES up to 120 characters, and a few of each other notation. */
export function seedMolecules(repository: string): string[] {
	const rows = gunzipSync(readFileSync(path.join(repository, "test/fixtures/featuriser.jsonl.gz"))).toString().trim().split("\n");
	const blocks = ["alanine-v2000.mol", "alanine-v3000.mol"].map((name) => readFileSync(path.join(repository, "test/fixtures", name), "utf8"));
	const others = ["CCO>>CC=O", "OCC>[Cr]>CC=O", "CC(=O)O.OCC>[H+]>CC(=O)OCC.O", "C[C@H](F)Cl |&1:1|", "CCO |$a;b;c$|", "CCO |(0,0,;1,1,;2,2,)|"];
	const smiles = rows.map((line) => (JSON.parse(line) as { smiles: string }).smiles).filter(({ length }) => length < 120);
	// Often enough to be met among some five hundred SMILES.
	return [...smiles, ...Array.from({ length: 8 }, () => [...blocks, ...others]).flat()];
}

/** One text of a file of molecules. */
export interface NastyFile {
	readonly name: string;
	/** As an editor would have it. */
	readonly text: string;
	/** What it holds: SMILES lines, mol blocks, or the whole file where it is a fuzz case. */
	readonly molecules: readonly string[];
}

/** Every file of a folder of nasty molecules, unpacked, cut into molecules by its ending. */
export function* nastyFiles(folder: string): Generator<NastyFile> {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
		if (!entry.isFile()) {
			continue;
		}
		const file = path.join(entry.parentPath, entry.name);
		const bytes = readFileSync(file);
		const name = entry.name.replace(/\.gz$/, "");
		const text = (entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString(entry.parentPath.includes("Fuzz") ? "latin1" : "utf8");
		yield { name, text, molecules: moleculesOf(name, text) };
	}
}

function moleculesOf(name: string, text: string): readonly string[] {
	const ending = /\.(\w+)$/.exec(name)?.[1];
	switch (ending) {
		case undefined: return [text];
		case "smi": case "txt": case "cxsmi": return text.split("\n").filter((line) => line.trim() !== "").flatMap((line) => (ending === "cxsmi" ? [line] : [line.trim(), ...line.trim().split(/\s+/).slice(0, 2)]));
		case "sdf": return text.split(/^\$\$\$\$.*$/m).map((record, index) => (index === 0 ? record : record.replace(/^\r?\n/, ""))).filter((record) => record.trim() !== "");
		case "mol": return [text];
		default: return [];
	}
}

/** The tally in a few lines. */
export function report({ texts, outcomes, faults, crashed, timedOut, slowestRecognition }: Tally): string {
	const counts = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([outcome, count]) => `${outcome} ${count.toLocaleString("en")}`).join("; ");
	const lines = [
		`${texts.toLocaleString("en")} texts: ${faults.length} faults, ${crashed.length} crashes and ${timedOut.length} time-outs of RDKit's thread`, counts,
		`slowest recognition ${slowestRecognition.milliseconds.toFixed(1)} ms`,
		...[...new Set(crashed)].slice(0, 10).map((text) => `crashed: ${JSON.stringify(text)}`), ...timedOut.slice(0, 10).map((text) => `timed out: ${JSON.stringify(text)}`),
		...faults.slice(0, 10).map((fault) => `FAULT ${fault.step} ${JSON.stringify(fault.text)}\n${fault.error}`),
	];
	return lines.join("\n");
}
