import type { z } from "zod";
import type { Engine } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";

/**
 * One thing an agent can ask for. Every face (VS Code's tools, the MCP server) offers the same ones.
 *
 * The texts are English on every machine: language models read them, and so they are the same for all.
 */
export interface Tool<Input = unknown> {
	/** `molecule_facts`: stable, what an agent calls it by. */
	readonly id: string;
	readonly title: string;
	/** For the agent's model: what it gets, from what, and what not to use it for. */
	readonly description: string;
	readonly input: z.ZodType<Input>;
	/** @param input as `input` has parsed it */
	run(input: Input, services: ToolServices): Promise<ToolResult>;
}

export interface ToolServices {
	readonly engine: Pick<Engine, "ask">;
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "fingerprint" | "substructure">;
	readonly files: ToolFiles;
	readonly signal: AbortSignal;
	/** A step of something that takes long. */
	readonly report?: ((step: string) => void) | undefined;
}

/** The files that a face lets agents read. */
export interface ToolFiles {
	/**
	 * @param file as the agent wrote it
	 * @throws Failure where there is no such file, or it may not be read
	 */
	open(file: string): Promise<ToolFile>;
}

export interface ToolFile {
	/** Without its folder; its ending says how it is read. */
	readonly name: string;
	readonly bytes: AsyncIterable<Uint8Array>;
}

export interface ToolResult {
	/** All there is to know, for a language model to read. */
	readonly text: string;
	/** The same for a program, as plain JSON. */
	readonly data: Readonly<Record<string, unknown>>;
	/** An SVG document. */
	readonly picture?: string | undefined;
}
