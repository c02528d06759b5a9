import { writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import type { PropertyPredictor } from "../evaluation/properties.ts";
import type { TaskServices } from "../annotation/makeTasks.ts";
import type { AskEvent, Encoding, Engine, Matrix, StopReason } from "../inference/engine.ts";
import type { PropertyModel } from "../inference/process/propertyModel.ts";
import type { SupervisedEngine } from "../inference/process/supervisor.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure, failureData, failureFrom } from "../science/failure.ts";
import type { Fact, Verdict } from "../science/molecule/facts.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import type { Arguments } from "./arguments.ts";
import type { BatchArguments } from "./batchArguments.ts";
import { isBatch } from "./batchArguments.ts";
import { devicesText, planInJson } from "./devices.ts";
import { entitiesFrom } from "./entities.ts";
import { isEvaluate, type EvaluateArguments } from "./evaluateArguments.ts";
import { help } from "./help.ts";
import { isModels, type ModelsArguments } from "./modelsArguments.ts";
import type { ModelsServices } from "./modelsServices.ts";
import { npy } from "./npy.ts";
import { EXIT, recogniseFiles } from "./recognise.ts";
import type { Voice } from "./voice.ts";

export interface TerminalServices {
	readonly engine: Engine & Pick<SupervisedEngine, "devices" | "plan">;
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "fingerprint" | "fingerprints" | "substructure" | "checkAll" | "inchiKey">;
	/** What works on tables, many rows at once. */
	readonly annotation: TaskServices;
	/** Property heads for agents. */
	readonly properties: Pick<PropertyModel, "describe" | "predict">;
	readonly version: string;
	/** Standard output: the result and nothing else. */
	readonly write: (text: string) => void;
	/** Resolves when the reader of the standard output has taken enough of it. */
	readonly flushed: () => Promise<void>;
	readonly stdin: Readable;
	/** The same as `write`, for a protocol that writes to a stream. */
	readonly stdout: Writable;
	/** Standard error: notices and remarks. */
	readonly remark: (line: string) => void;
	/** The same, and how far a long command is. */
	readonly voice: Voice;
	readonly cacheFolder: string;
	readonly models: ModelsServices;
	/** Of a model with heads for properties, where one is evaluated. */
	readonly predictor?: PropertyPredictor | undefined;
	/** Absolute path of the figures that others published. */
	readonly publishedFile: string;
	readonly signal: AbortSignal;
}

/** Runs one command and gives its exit code; failures are thrown. */
export async function run(args: Arguments | BatchArguments | EvaluateArguments | ModelsArguments, services: TerminalServices): Promise<number> {
	if (isBatch(args)) {
		const { runBatch } = await import("./annotate.ts");
		return runBatch(args, services);
	}
	if (isEvaluate(args)) {
		const { runEvaluate } = await import("./evaluate.ts");
		return runEvaluate(args, services);
	}
	if (isModels(args)) {
		const { runModels } = await import("./models.ts");
		return runModels(args, services);
	}
	if (args.command === "recognise") {
		return recogniseFiles(args, services);
	}
	if (args.command === "mcp") {
		// Loaded for it alone: no other command has to wait for the protocol.
		const { serveAgents } = await import("./mcp.ts");
		return serveAgents(args, services);
	}
	await answer(args.command, args, services);
	return EXIT.done;
}

async function answer(command: Exclude<Arguments["command"], "recognise" | "mcp">, args: Arguments, services: TerminalServices): Promise<void> {
	switch (command) {
		case "help":
			return services.write(help(args.about));
		case "version":
			return services.write(`${services.version}\n`);
		case "ask":
			return ask(args, services);
		case "encode":
			return encode(args, services);
		case "facts":
			return facts(args, services);
		case "devices":
			return devices(args, services);
	}
}

async function ask(args: Arguments, services: TerminalServices): Promise<void> {
	const entities = await entitiesFrom(args);
	const request = {
		turns: [{ role: "user" as const, text: args.question, entities }],
		sampling: { temperature: args.temperature, seed: args.seed },
		maxTokens: args.maxTokens,
		firstLogits: args.logits,
	};
	const reasoning = new RemarkedLines(args.showReasoning ? services.remark : () => undefined);
	let prompt: (AskEvent & { type: "prompt" }) | undefined;
	for await (const event of services.engine.ask(request, services.signal)) {
		if (event.type === "prompt") {
			prompt = event;
			// What did not fit, and what was done instead.
			const state = services.engine.state();
			(state.state === "ready" ? state.plan?.sentences : undefined)?.forEach((sentence) => services.remark(sentence));
			event.notices.forEach(({ message }) => services.remark(message));
		} else if (event.type === "text") {
			reasoning.write(event.reasoning ?? "");
			if (!args.json && event.text !== "") {
				reasoning.end();
				services.write(event.text);
			}
		} else if (event.type === "done") {
			reasoning.end();
			const { text, ...rest } = event.answer;
			rest.notices?.forEach(({ message }) => services.remark(message));
			if (args.json) {
				const softTokens = prompt?.segments.flatMap((segment) => (segment.kind === "entity" ? [segment.softTokens] : []));
				services.write(json({ answer: text, prompt: prompt?.segments, softTokens, ...rest, notices: [...(prompt?.notices ?? []), ...(rest.notices ?? [])] }));
			} else {
				services.write("\n");
				services.remark(text || rest.notices?.length ? endings[rest.stop] : "The model wrote nothing.");
				services.remark(`Written by ${rest.model.name} ${rest.model.version}: generated text, check it.`);
			}
			if (rest.stop === "cancelled") {
				throw new Failure("cancelled", "Stopped.");
			}
		}
	}
}

/** Text that grows, remarked line by line: nothing else on the standard error stands in the middle of one. */
class RemarkedLines {
	private line = "";

	constructor(private readonly remark: (line: string) => void) {}

	write(text: string): void {
		const lines = (this.line + text).split("\n");
		this.line = lines.pop() ?? "";
		lines.forEach((line) => this.remark(line));
	}

	end(): void {
		if (this.line !== "") {
			this.remark(this.line);
			this.line = "";
		}
	}
}

/** How an answer ended, where that is worth a remark. */
const endings: Readonly<Record<StopReason, string>> = { end: "", "stop-string": "", length: "Cut here: the answer has reached its maximum length.", cancelled: "" };

async function encode(args: Arguments, services: TerminalServices): Promise<void> {
	const [entity] = await entitiesFrom(args);
	if (!entity) {
		throw new Error("encode without an entity passed the argument check");
	}
	const encoding = await services.engine.encode(entity, services.signal);
	encoding.notices.forEach(({ message }) => services.remark(message));
	const { softTokens, features, ...rest } = encoding;
	if (softTokens === undefined) {
		return writeFeatures(features, rest, args, services);
	}
	if (args.out !== undefined) {
		const featuresFile = args.out.replace(/(\.npy)?$/, ".features.npy");
		await writeFile(args.out, npy(softTokens)).catch(unwritable(args.out));
		await writeFile(featuresFile, npy(features)).catch(unwritable(featuresFile));
		services.remark(`Wrote ${shape(softTokens)} soft tokens to ${args.out} and ${shape(features)} encoder features to ${featuresFile}.`);
		return args.json ? services.write(json({ ...rest, softTokens: { shape: [softTokens.rows, softTokens.columns], file: args.out }, features: { shape: [features.rows, features.columns], file: featuresFile } })) : undefined;
	}
	if (args.json) {
		return services.write(json({ ...rest, softTokens: rows(softTokens), features: rows(features) }));
	}
	services.write(`${read(encoding)} → features ${shape(features)} → soft tokens ${shape(softTokens)}\n`);
}

/** Of an encoder alone: there is no language model that soft tokens could be for. */
async function writeFeatures(features: Matrix, rest: Omit<Encoding, "features" | "softTokens">, { out, json: inJson }: Arguments, { write, remark }: TerminalServices): Promise<void> {
	if (out !== undefined) {
		await writeFile(out, npy(features)).catch(unwritable(out));
		remark(`Wrote ${shape(features)} encoder features to ${out}.`);
		return inJson ? write(json({ ...rest, features: { shape: [features.rows, features.columns], file: out } })) : undefined;
	}
	write(inJson ? json({ ...rest, features: rows(features) }) : `${read(rest)} → features ${shape(features)}\n`);
}

function read({ input }: Pick<Encoding, "input">): string {
	return input.kind === "molecule" ? `${input.atoms.length} atoms, ${input.bonds.length} bonds` : `${input.ids.length} tokens`;
}

async function facts(args: Arguments, services: TerminalServices): Promise<void> {
	const results = [];
	for (const entity of await entitiesFrom(args)) {
		results.push(await factsOf(entity, services));
	}
	if (args.json) {
		return services.write(json(results.length === 1 ? results[0] : results));
	}
	services.write(results.map(factsText).join("\n"));
}

async function devices(args: Arguments, { engine, write, signal }: TerminalServices): Promise<void> {
	const planned = engine.plan(signal).catch((error: unknown) => failureFrom(failureData(error)));
	const [found, plan] = await Promise.all([engine.devices(signal), planned]);
	if (args.bundle !== undefined && plan instanceof Failure) {
		throw plan;
	}
	write(args.json ? json({ ...found, plan: planInJson(plan) }) : devicesText(found, plan));
}

interface EntityFacts {
	readonly smiles?: string;
	readonly sequence?: string;
	readonly name?: string | undefined;
	readonly facts: readonly Fact[];
	readonly verdicts?: readonly Verdict[];
}

async function factsOf(entity: Entity, { chemistry, signal }: TerminalServices): Promise<EntityFacts> {
	if (entity.kind === "molecule") {
		return chemistry.facts(entity.smiles, signal);
	}
	return { ...entity, facts: proteinFacts(entity.sequence) };
}

function factsText(result: EntityFacts): string {
	const line = ({ label, value, unit, method }: Fact): string => `${label.padEnd(24)} ${`${value}${unit ? ` ${unit}` : ""}`.padEnd(30)} ${method}`;
	const verdict = ({ rule, passes, failing, method }: Verdict): string => `${rule.padEnd(24)} ${(passes ? "passes" : `fails: ${failing.join(", ")}`).padEnd(30)} ${method}`;
	return [result.smiles ?? result.name ?? result.sequence ?? "", ...result.facts.map(line), ...(result.verdicts ?? []).map(verdict), ""].join("\n");
}

function rows({ rows: count, columns, data }: Matrix): number[][] {
	return Array.from({ length: count }, (_, row) => [...data.subarray(row * columns, (row + 1) * columns)]);
}

function shape(matrix: Matrix): string {
	return `[${matrix.rows}, ${matrix.columns}]`;
}

/** One line; numbers without a JSON form (a logit of −∞) become null. */
function json(value: unknown): string {
	return `${JSON.stringify(value)}\n`;
}

function unwritable(file: string): (error: unknown) => never {
	return (error) => {
		throw new Failure("not-writable", `${file} cannot be written. Check the folder and its permissions.`, { detail: String(error) });
	};
}
