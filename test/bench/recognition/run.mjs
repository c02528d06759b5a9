// `npm run bench:recognition`: what the recogniser finds, misses and takes for a molecule, on real files.
//   -- --list            every false alarm with its place, and misses by cause
//   -- --corpus DIR      another folder without chemistry
//   -- --only negatives,positives,fasta,speed,keystrokes
//   -- --all             every SMILES of every file (minutes)
import { build } from "esbuild";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const root = path.join(import.meta.dirname, "..", "..", "..");
const out = path.join(root, "out", "bench");
const { values } = parseArgs({ options: { list: { type: "boolean" }, all: { type: "boolean" }, corpus: { type: "string", multiple: true }, only: { type: "string" } } });
await build({ bundle: true, platform: "node", target: "node20", format: "cjs", outfile: path.join(out, "recognition.cjs"), entryPoints: [path.join(import.meta.dirname, "main.ts")], logLevel: "warning" });
/** @type {{ default: typeof import("./main.ts") }} */
const { default: bench } = await import(path.join(out, "recognition.cjs"));

const wanted = values.only?.split(",") ?? bench.PARTS;
const parts = bench.PARTS.filter((part) => wanted.includes(part));
if (parts.length !== wanted.length) {
	console.error(`--only takes ${bench.PARTS.join(",")}`);
	process.exit(2);
}
const loadBefore = os.loadavg()[0] ?? 0;
const { figures, alarms, recalls, fasta, sequences } = await bench.measure({ root, shared: path.join(root, "..", "shared"), corpora: values.corpus ?? [], perFile: values.all ? Number.POSITIVE_INFINITY : 3000, say: console.log }, parts);
if (values.list) {
	list();
}

const processor = os.cpus()[0]?.model.trim() ?? "unknown processor";
const machine = { processor, cores: os.availableParallelism(), loadBefore: round(loadBefore), loadAfter: round(os.loadavg()[0] ?? 0), node: process.version, platform: `${process.platform}-${process.arch}` };
console.log(`\n${machine.processor}, ${machine.cores} cores, load ${machine.loadBefore} before and ${machine.loadAfter} after, Node ${machine.node}\n`);
for (const { name, value, unit, goal, met } of figures) {
	console.log(`${name.padEnd(66)} ${round(value).toLocaleString("en").padStart(10)} ${unit.padEnd(8)} ${goal ? `${met ? "met  " : "MISSED"} ${goal}` : ""}`.trimEnd());
}
console.log(`\n${JSON.stringify({ date: new Date().toISOString(), machine, figures })}`);
process.exit(0);

function list() {
	for (const { name, hits } of alarms) {
		for (const { place, kind, cue, text, around, problem } of hits) {
			console.log(`${place}: ${kind} “${text}” (${cue === "none" ? "no cue" : cue}) in ${name}: ${around}${problem ? ` [${problem}]` : ""}`);
		}
	}
	for (const { template, misses } of recalls) {
		/** @type {Map<string, string[]>} */
		const causes = new Map();
		misses.forEach(({ cause, smiles }) => causes.set(cause, [...(causes.get(cause) ?? []), smiles]));
		for (const [cause, texts] of causes) {
			const few = texts.sort((a, b) => a.length - b.length).filter((_, index) => index % Math.ceil(texts.length / 5) === 0);
			console.log(`${template.language}, ${template.what}: ${texts.length} ${cause}: ${few.map((text) => text.slice(0, 60)).join("   ")}`);
		}
	}
	for (const { file, records, proteins, nucleotides, differences, problems, unended } of fasta) {
		console.log(`${file}: ${records} records, ${proteins} proteins, ${nucleotides} nucleotides${unended ? ", no line break at its end" : ""}`);
		[...differences, ...problems].slice(0, 8).forEach((line) => console.log(`    ${line.slice(0, 160)}`));
	}
	for (const { what, misses } of sequences.filter((one) => one.misses.length > 0)) {
		console.log(`${what}: ${misses.length} missed: ${[...misses].sort((a, b) => a.length - b.length).slice(0, 4).map((text) => text.slice(0, 50)).join("   ")}`);
	}
}

/** @param {number} value */
function round(value) {
	return Number(value.toPrecision(value >= 100 || value >= 90 ? 4 : 3));
}
