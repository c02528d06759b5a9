import { writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import type { AskEvent, Engine, Matrix, StopReason } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Failure } from "../science/failure.ts";
import type { Fact, Verdict } from "../science/molecule/facts.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { HELP, type Arguments } from "./arguments.ts";
import { entitiesFrom } from "./entities.ts";
import { npy } from "./npy.ts";
import { EXIT, recogniseFiles } from "./recognise.ts";

export interface TerminalServices {
	readonly engine: Engine;
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "fingerprint" | "substructure" | "checkAll" | "inchiKey">;
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
	readonly signal: AbortSignal;
}

/** Runs one command and gives its exit code; failures are thrown. */
export async function run(args: Arguments, services: TerminalServices): Promise<number> {
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
			return services.write(HELP);
		case "version":
			return services.write(`${services.version}\n`);
		case "ask":
			return ask(args, services);
		case "encode":
			return encode(args, services);
		case "facts":
			return facts(args, services);
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
	let prompt: (AskEvent & { type: "prompt" }) | undefined;
	for await (const event of services.engine.ask(request, services.signal)) {
		if (event.type === "prompt") {
			prompt = event;
			event.notices.forEach(({ message }) => services.remark(message));
		} else if (event.type === "text" && !args.json) {
			services.write(event.text);
		} else if (event.type === "done") {
			const { text, ...rest } = event.answer;
			if (args.json) {
				const softTokens = prompt?.segments.flatMap((segment) => (segment.kind === "entity" ? [segment.softTokens] : []));
				services.write(json({ answer: text, prompt: prompt?.segments, softTokens, notices: prompt?.notices, ...rest }));
			} else {
				services.write("\n");
				services.remark(text ? endings[rest.stop] : "The model wrote nothing.");
				services.remark(`Written by ${rest.model.name} ${rest.model.version}: generated text, check it.`);
			}
			if (rest.stop === "cancelled") {
				throw new Failure("cancelled", "Stopped.");
			}
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
	const read = encoding.input.kind === "molecule" ? `${encoding.input.atoms.length} atoms, ${encoding.input.bonds.length} bonds` : `${encoding.input.ids.length} tokens`;
	services.write(`${read} → features ${shape(features)} → soft tokens ${shape(softTokens)}\n`);
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
