import type { z } from "zod";
import type { TaskServices } from "../annotation/makeTasks.ts";
import type { Engine } from "../inference/engine.ts";
import type { PropertyModel } from "../inference/process/propertyModel.ts";
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
	/** It makes new files; no tool changes one that is there. */
	readonly writes?: boolean;
	/** @param input as `input` has parsed it */
	run(input: Input, services: ToolServices): Promise<ToolResult>;
}

export interface ToolServices {
	readonly engine: Pick<Engine, "ask">;
	/** What works on tables, many rows at once. */
	readonly annotation: TaskServices;
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "fingerprint" | "substructure">;
	/** Heads of the embedded model, whichever model answers questions. */
	readonly properties: Pick<PropertyModel, "describe" | "predict">;
	readonly files: ToolFiles;
	readonly signal: AbortSignal;
	/** A step of something that takes long. */
	readonly report?: ((step: string) => void) | undefined;
}

/** The files that a face lets agents read, and the places where it lets them make new ones. */
export interface ToolFiles {
	/**
	 * @param file as the agent wrote it
	 * @throws Failure where there is no such file, or it may not be read
	 */
	open(file: string): Promise<ToolFile>;
	/**
	 * A new file in the folder of another; nothing is there before it is committed.
	 *
	 * @param file as the agent wrote it: one that `open` opens
	 * @param name without a folder
	 * @throws Failure as `open`; `output-exists`, and where nothing can be written there
	 */
	create(file: string, name: string): Promise<NewFile>;
}

/** Written as a whole or not at all. */
export interface NewFile {
	/** Where it will stand, to be told to people and agents. */
	readonly path: string;
	/** @throws Failure `not-writable` */
	write(text: string): Promise<void>;
	/** @throws Failure `output-exists`, `not-writable` */
	commit(): Promise<void>;
	/** Leaves nothing behind; does nothing once it was committed. */
	discard(): Promise<void>;
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
