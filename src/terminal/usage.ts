import { Failure } from "../science/failure.ts";

/** A command line that cannot be understood, in one sentence that says what is wrong. */
export function usage(reason: string): Failure {
	return new Failure("usage", `${reason} See biomedgpt --help.`);
}

/** What `read` gives; where it refuses, the sentence points to the command's own page of help. */
export function withOwnHelp<T>(command: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof Failure && error.code === "usage" ? new Failure("usage", error.message.replace(/See biomedgpt --help\.$/, `See biomedgpt ${command} --help.`), { cause: error }) : error;
	}
}

export function oneOf<T extends string>(what: string, value: string, choices: readonly T[]): T {
	const choice = choices.find((candidate) => candidate === value);
	if (!choice) {
		throw usage(`${what} “${value}” is none of ${choices.join(", ")}.`);
	}
	return choice;
}

export function number(option: string, text: string, least: number): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isFinite(value) || value < least || (option !== "--temperature" && !Number.isInteger(value))) {
		throw usage(`${option} needs a ${option === "--temperature" ? "number" : "whole number"} of at least ${least}, not “${text}”.`);
	}
	return value;
}

/** What Node's reader of options says; it adds advice for programmers after the first sentence. */
export function misread(error: unknown): Failure {
	return usage((error instanceof Error ? error.message : String(error)).replace(/\n[\s\S]*/, ""));
}
