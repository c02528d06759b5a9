import type { Llama, LlamaGrammar } from "node-llama-cpp";
import { Failure } from "../../science/failure.ts";
import type { JsonSchema } from "../batch.ts";

/** Schemas whose grammars are kept: those of the batches that run. */
const KEPT = 8;

/** Grammars by schema, made once each. */
export class JsonGrammars {
	private readonly made = new Map<string, Promise<LlamaGrammar>>();

	constructor(private readonly llama: Llama) {}

	/** Fails with `json-schema` where llama.cpp knows no such schema. */
	async of(schema: JsonSchema): Promise<LlamaGrammar> {
		const key = JSON.stringify(schema);
		const grammar = this.made.get(key) ?? this.make(schema);
		this.made.set(key, grammar);
		for (const oldest of this.made.keys()) {
			if (this.made.size <= KEPT) {
				break;
			}
			this.made.delete(oldest);
		}
		return grammar;
	}

	private async make(schema: JsonSchema): Promise<LlamaGrammar> {
		try {
			return await this.llama.createGrammarForJsonSchema(schema as Parameters<Llama["createGrammarForJsonSchema"]>[0]);
		} catch (error) {
			throw new Failure("json-schema", "Answers cannot be written by this JSON schema: it asks for something that is not known here. Use objects, arrays, enums, strings, numbers and booleans.", { cause: error, detail: String(error) });
		}
	}
}

/** Whether an object or an array has come to its end; any other value may go on, and ends when the model says so. */
export function isComplete(json: string): boolean {
	if (!/[}\]]$/.test(json)) {
		return false;
	}
	try {
		return typeof JSON.parse(json) === "object";
	} catch {
		return false;
	}
}
