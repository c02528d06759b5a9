/** `biomedgpt models` as a person or a script would run it: a model is imported, used, damaged, removed and brought back. */
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildCommandLine, type BuiltCommandLine } from "../support/commandLine.ts";
import { nanoDirectory, repository } from "../support/engine.ts";

const checkpoints = path.resolve(repository, "../shared/fixtures/checkpoints");
const there = existsSync(checkpoints);
const without = there ? "" : " (skipped: ../shared/fixtures/checkpoints is not there)";
const tiny = path.join(checkpoints, "biomedgpt-10b-tiny");

let program: BuiltCommandLine;
let home: string;
let models: string;
beforeAll(async () => {
	program = await buildCommandLine();
}, 300_000);
afterAll(() => program.remove());
beforeEach(() => {
	home = mkdtempSync(path.join(tmpdir(), "biomedgpt-models-"));
	models = path.join(home, "data", "biomedgpt", "models");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, BIOMEDGPT_MODELS: "", XDG_DATA_HOME: path.join(home, "data") });

function command(...args: string[]): SpawnSyncReturns<string> {
	return spawnSync(process.execPath, [program.file, ...args], { cwd: home, encoding: "utf8", env: environment(), maxBuffer: 2 ** 26 });
}

function json(...args: string[]): unknown {
	const { stdout, stderr } = command(...args, "--json");
	expect(stdout, stderr).toMatch(/^[^\n]+\n$/);
	return JSON.parse(stdout);
}

/** Who wrote an answer, as its last remark says. */
const author = (...more: string[]): string | undefined => /Written by (.*): generated/.exec(command("ask", "--smiles", "CCO", "What is it?", "--max-tokens", "2", "--device", "cpu", ...more).stderr)?.[1];

/** A model of somebody's own: nano under another name and title. */
function install(name: string): string {
	const directory = path.join(models, name);
	mkdirSync(models, { recursive: true });
	cpSync(nanoDirectory, directory, { recursive: true });
	const manifest = path.join(directory, "manifest.json");
	const { files, ...rest } = JSON.parse(readFileSync(manifest, "utf8")) as { files: object };
	writeFileSync(manifest, JSON.stringify({ ...rest, title: `My ${name}`, files }));
	return directory;
}

describe("the model that answers", () => {
	it("is nano, then the one that was chosen, and --bundle goes before both", () => {
		expect(author()).toMatch(/^BioMedGPT nano/);
		install("own");
		const used = command("models", "use", "own");
		expect(used).toMatchObject({ status: 0, stdout: "" });
		expect(used.stderr).toMatch(/^My own \(own\) answers from now on.*must be checked.*\n$/);
		expect(author()).toMatch(/^My own/);
		expect(author("--bundle", nanoDirectory)).toMatch(/^BioMedGPT nano/);
		expect(author("--models-folder", path.join(home, "empty"))).toMatch(/^BioMedGPT nano/);
		const plan = expect.objectContaining({ device: "cpu", gpuLayers: 0, contextSize: 1024, sentences: [] }) as unknown;
		expect(json("models", "use", "nano")).toEqual({ used: "nano", plan });
		expect(json("models", "list")).toMatchObject({ plans: { nano: plan, own: plan } });
		expect(command("models", "list").stdout).toMatch(/^On this machine they would go there.*\n {2}nano {2}processor, 1,024 tokens, about \d+(?:\.\d)? MB with its encoders\n {2}own {3}processor, /m);
		expect(author()).toMatch(/^BioMedGPT nano/);
	}, 120_000);

	it("is the chosen one for tables too", () => {
		install("own");
		command("models", "use", "own");
		writeFileSync(path.join(home, "in.csv"), "smiles\nCCO\n");
		expect(command("annotate", "in.csv", "-o", "out.csv", "--describe", "--no-cache")).toMatchObject({ status: 0 });
		expect(readFileSync(path.join(home, "out.about.json"), "utf8")).toContain("My own");
	}, 120_000);

	it("is never another one than was chosen: where that is gone, questions are refused and facts are not", () => {
		const directory = install("own");
		command("models", "use", "own");
		rmSync(directory, { recursive: true });
		const asked = command("ask", "--smiles", "CCO", "What is it?");
		expect(asked).toMatchObject({ status: 1, stdout: "" });
		expect(asked.stderr).toMatch(/^The model own, which “biomedgpt models use” chose, is no longer in .*biomedgpt models use nano\n$/);
		expect(command("facts", "--smiles", "CCO")).toMatchObject({ status: 0, stderr: "" });
		writeFileSync(path.join(home, "in.csv"), "smiles\nCCO\n");
		expect(command("annotate", "in.csv", "-o", "out.csv", "--facts", "mw")).toMatchObject({ status: 0 });
		expect(command("models", "list").stdout).toMatch(/^\* own .*cannot be used/m);
	}, 120_000);

	it.each([
		["no JSON", "{"],
		["another note", '{"schema":2,"model":"own"}'],
		["a path", '{"schema":1,"model":"../own"}'],
		["no name", '{"schema":1,"model":7}'],
		["far too much", `{"schema":1,"model":"${"x".repeat(5000)}"}`],
	])("is asked for again where the note of the choice holds %s", (_, note) => {
		mkdirSync(models, { recursive: true });
		writeFileSync(path.join(models, ".used.json"), note);
		const asked = command("ask", "What is it?");
		expect(asked).toMatchObject({ status: 1, stdout: "" });
		expect(asked.stderr).toMatch(/cannot be understood\. Choose the model again: biomedgpt models use NAME\n$/);
		expect(command("models", "list")).toMatchObject({ status: 0, stderr: asked.stderr });
		expect(command("models", "use", "nano")).toMatchObject({ status: 0 });
		expect(command("models", "list")).toMatchObject({ status: 0, stderr: "" });
	});

	it("cannot be one that is damaged or not there", async () => {
		const file = path.join(install("own"), "language.gguf");
		await open(file, "r+").then(async (handle) => {
			await handle.truncate(1000);
			await handle.close();
		});
		expect(command("models", "use", "own")).toMatchObject({ status: 1, stderr: expect.stringMatching(/damaged: language\.gguf stops at/) as string });
		expect(command("models", "use", "other")).toMatchObject({ status: 1, stderr: expect.stringMatching(/There is no model other/) as string });
		expect(json("models", "list")).toMatchObject({ used: "nano", installed: [{ name: "nano" }, { name: "own", failure: { code: "file-size" } }] });
	});
});

describe("an installed model", () => {
	it("is verified byte by byte, and a damaged one does not hide the others", async () => {
		install("whole");
		const handle = await open(path.join(install("damaged"), "molecule-encoder.onnx"), "r+");
		await handle.write(Buffer.from("chemistry"), 0, 9, 5000);
		await handle.close();
		expect(command("models", "verify", "whole")).toMatchObject({ status: 0, stdout: "", stderr: expect.stringMatching(/^whole is whole: [^\n]*\n$/) as string });
		const all = command("models", "verify");
		expect(all.status).toBe(1);
		expect(all.stderr).toMatch(/^damaged: molecule-encoder\.onnx is not the file.*\nwhole is whole.*\n$/);
		expect(json("models", "verify")).toMatchObject([{ name: "damaged", whole: false, code: "checksum-mismatch" }, { name: "whole", whole: true }]);
		expect(command("models", "verify", "other")).toMatchObject({ status: 1, stderr: expect.stringMatching(/no model other/) as string });
	});

	it("is removed, brought back, and ended for good", () => {
		install("own");
		command("models", "use", "own");
		const removed = command("models", "remove", "own");
		expect(removed).toMatchObject({ status: 0, stdout: "" });
		expect(removed.stderr).toMatch(/^Removed own \(40 MB\).*remove --undo own\. The embedded model answers from now on\.\n$/);
		expect(json("models", "list")).toMatchObject({ used: "nano", installed: [{ name: "nano" }], removed: [{ name: "own" }] });
		expect(command("models", "remove", "--undo")).toMatchObject({ status: 0, stderr: "own is back, and answers again.\n" });
		expect(json("models", "list")).toMatchObject({ used: "own" });
		command("models", "remove", "own");
		command("models", "use", "nano");
		expect(command("models", "remove", "--undo")).toMatchObject({ status: 0, stderr: "own is back. To let it answer: biomedgpt models use own\n" });
		expect(command("models", "verify", "own")).toMatchObject({ status: 0 });
		command("models", "remove", "own");
		expect(command("models", "remove", "--undo", "other")).toMatchObject({ status: 1 });
		expect(json("models", "empty")).toMatchObject({ emptied: ["own"] });
		expect(command("models", "remove", "--undo", "own")).toMatchObject({ status: 1, stderr: expect.stringMatching(/No removed model own is left/) as string });
		expect(readdirSync(path.join(models, ".removed"))).toEqual([]);
	});
});

describe("the list of models", () => {
	it("tells what can be installed, in which sizes, and what is only to be had by hand", () => {
		const { status, stdout, stderr } = command("models", "list");
		expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
		expect(stdout).toMatch(/^Installed in .*biomedgpt.models \(\* answers\):\n\* nano +40 MB {2}BioMedGPT nano \(embedded\)\n/);
		expect(stdout).toMatch(/biomedgpt-10b: BioMedGPT-10B \(molecules, proteins, text\)\n.*partly by hand\n.*of memory.*CC-BY-NC-4\.0 \/ /);
		expect(stdout).toMatch(/biomedgpt-10b: .*\n +about 19\.\d GB, partly by hand\n +about \d[\d.]* GB of memory as Q4_K \+ int4, .* as Q4_K \+ int8, .* as Q8_0 \+ int8, .* as F16 \+ F16/);
		expect(stdout).toMatch(/Q4_K_M 4\.08 GB; /);
		expect(stdout).not.toMatch(/size not known/);
		expect(existsSync(models)).toBe(false);
		expect(json("models", "list")).toMatchObject({ folder: models, used: "nano", removed: [] });
	});
});

describe.skipIf(!there)(`a published checkpoint${without}`, () => {
	it("that comes alone says by name what it lacks, where that is published and how one tells where it lies", () => {
		const alone = path.join(home, "biomedgpt_10b.pth");
		cpSync(path.join(tiny, "biomedgpt_10b.pth"), alone);
		const refused = command("models", "import", alone, "--as", "ten");
		expect(refused).toMatchObject({ status: 1, stdout: "" });
		expect(refused.stderr).toMatch(/--language-from DIR +config\.json and tokenizer of the language model: https:\/\/huggingface\.co\/PharMolix\/BioMedGPT-LM-7B\n/);
		expect(refused.stderr).toMatch(/--protein-from DIR +config\.json of ESM-2: https:\/\/huggingface\.co\/facebook\/esm2_t36_3B_UR50D\n/);
		const told = ["--language-from", path.join(tiny, "biomedgpt-lm"), "--protein-from", path.join(tiny, "esm2")];
		expect(command("models", "import", alone, "--as", "ten", "--quantise", "F16", "--device", "cpu", ...told)).toMatchObject({ status: 0 });
		expect(readdirSync(models)).toEqual(["ten"]);
		expect(refused.stderr).toMatch(/^biomedgpt_10b\.pth is a BioMedGPT checkpoint, and what it lacks is not beside it: config\.json and tokenizer of the language model; and config\.json of ESM-2\.\n/);
		const unfit = command("models", "import", alone, "--as", "eleven", "--language-from", path.join(tiny, "esm2"));
		expect(unfit.stderr).toMatch(/^esm2 does not serve as config\.json and tokenizer of the language model\. biomedgpt_10b\.pth is/);
		// What is wrong with a name is told before anything is looked at.
		expect(command("models", "import", alone, "--as", "ten")).toMatchObject({ status: 1, stderr: expect.stringMatching(/^There is a model ten already\. .*--as NAME.*\n$/) as string });
	}, 120_000);

	it("without ESM-2 takes one that was downloaded, by its name", () => {
		const absent = command("models", "import", tiny, "--protein-from", "esm2-8m");
		expect(absent).toMatchObject({ status: 1, stderr: expect.stringMatching(/ESM-2 8M is not downloaded.*models download esm2-8m/) as string });
		const folder = path.join(models, ".downloads", "esm2-8m", "F32");
		cpSync(path.join(checkpoints, "esm2-tiny"), folder, { recursive: true });
		for (const name of ["config.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"]) {
			if (!existsSync(path.join(folder, name))) {
				writeFileSync(path.join(folder, name), "{}");
			}
		}
		const imported = command("models", "import", tiny, "--protein-from", "esm2-8m", "--as", "ten", "--quantise", "F16", "--device", "cpu");
		expect(imported).toMatchObject({ status: 0 });
	}, 120_000);

	it("is imported, answers, and says what it is", () => {
		const imported = command("models", "import", tiny, "--quantise", "F16", "--protein", "F16", "--as", "ten", "--device", "cpu");
		expect(imported.stderr).toMatch(/BioMedGPT-10B layout .*: reads .* and writes .* as ten \(.*language F16.*\); .* are free\..*\n/);
		expect(imported.stderr).toMatch(/\nInstalled ten\. To let it answer: biomedgpt models use ten\n$/);
		expect(imported).toMatchObject({ status: 0, stdout: "" });
		expect(readdirSync(models)).toEqual(["ten"]);
		expect(command("models", "use", "ten")).toMatchObject({ status: 0 });
		expect(author()).toMatch(/BioMedGPT-10B/);
		expect(command("models", "list").stdout).toMatch(/^\* ten .*BioMedGPT-10B layout.*\(.*protein F16.*\)$/m);
		expect(command("models", "verify", "ten")).toMatchObject({ status: 0 });
		const again = command("models", "import", tiny, "--as", "ten", "--device", "cpu");
		expect(again).toMatchObject({ status: 1, stderr: expect.stringMatching(/There is a model ten already/) as string });
	}, 300_000);

	it("is used at once where that is wished, and told to programs", () => {
		const { status, stdout, stderr } = command("models", "import", path.join(tiny, "biomedgpt_10b.pth"), "--quantise", "Q8_0", "--protein", "int8", "--use", "--json", "--json-progress", "--device", "cpu");
		expect(status, stderr).toBe(0);
		const { model, directory, used } = JSON.parse(stdout) as { model: string; directory: string; used: boolean };
		expect({ used, directory }).toEqual({ used: true, directory: path.join(models, model) });
		const events = stderr.trimEnd().split("\n").map((line) => JSON.parse(line) as { event: string; share?: number; phase?: string });
		const shares = events.flatMap(({ share }) => share ?? []);
		expect(shares).toEqual([...shares].sort((one, other) => one - other));
		expect(new Set(events.flatMap(({ phase }) => phase ?? []))).toEqual(new Set(["molecule", "protein", "language", "checksums", "verifying", "testing", "installing"]));
		expect(events.at(-1)).toMatchObject({ event: "done", model });
		expect(author()).toMatch(/BioMedGPT-10B/);
	}, 300_000);

	it("goes on where Ctrl-C stopped it", async () => {
		const args = ["models", "import", tiny, "--quantise", "F16", "--protein", "F16", "--as", "ten", "--device", "cpu"];
		const child = spawn(process.execPath, [program.file, ...args, "--json-progress"], { cwd: home, env: environment(), stdio: ["ignore", "ignore", "pipe"], detached: true });
		let said = "";
		child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
		await expect.poll(() => said, { timeout: 60_000, interval: 5 }).toContain('"phase":"language"');
		// As a terminal does: to the whole group.
		process.kill(-(child.pid ?? 0), "SIGINT");
		expect(await once(child, "exit")).toEqual([130, null]);
		expect(said.trimEnd().split("\n").at(-1)).toMatch(/"event":"failed","code":"cancelled".*go on behind the last part/);
		expect(json("models", "list")).toMatchObject({ installed: [{ name: "nano" }] });
		expect(command(...args)).toMatchObject({ status: 0 });
		expect(command("models", "verify", "ten")).toMatchObject({ status: 0 });
		expect(readdirSync(models)).toEqual(["ten"]);
	}, 300_000);

	it.each([
		["pickle_os_system.pth", "unsafe-pickle", /system/],
		["nan.pth", "non-finite", /llm\.model\.layers\.0\.self_attn\.q_proj\.weight/],
		["text.pth", "bad-layout", /text\.pth/],
	])("that is not what it should be is refused, and nothing stays: %s", (name, code, sentence) => {
		const { status, stdout, stderr } = command("models", "import", path.join(checkpoints, "hostile", name), "--device", "cpu", "--json");
		expect(status).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({ error: { code, message: expect.stringMatching(sentence) as string } });
		expect(stderr.trimEnd().split("\n").at(-1)).toBe((JSON.parse(stdout) as { error: { message: string } }).error.message);
		expect(existsSync(models) ? readdirSync(models) : []).toEqual([]);
	}, 120_000);
});
