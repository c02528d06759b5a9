import { availableParallelism } from "node:os";
import type { FailureData } from "../science/failure.ts";

/** Next steps that floors below tell for the window, and what they are on a command line. */
const STEPS: readonly (readonly [RegExp, string])[] = [
	[/choose “I have the files”/g, "give it to: biomedgpt models import PATH"],
	[/([Cc])hoose the processor in the setting biomedgpt\.device/g, "$1hoose the processor with --device cpu"],
	[/Choose another folder in the settings/g, "Choose another folder with --models-folder DIR or the variable BIOMEDGPT_MODELS"],
	[/([Rr])eload the window/g, "give the command again"],
];

/** A failure with the next step that somebody at a terminal can take. */
export function inCommandWords(failure: FailureData): FailureData {
	const message = STEPS.reduce((text, [step, words]) => text.replace(step, words), failure.message);
	// A sentence that begins with a step goes on beginning with a capital.
	return { ...failure, message: message.replace(/([.!?] )give the command/g, "$1Give the command") };
}

/** What is done about more threads than there are cores; undefined where there are enough. */
export function threadsRemark({ command, threads, placement }: { readonly command: string; readonly threads?: number | undefined; readonly placement: { readonly threads: number | "auto" } }, cores = availableParallelism()): string | undefined {
	const wished = threads ?? placement.threads;
	// The plan that `devices` prints says it.
	return wished === "auto" || wished <= cores || command === "devices" ? undefined : `--threads ${wished}: this machine gives ${cores} ${cores === 1 ? "core" : "cores"} to a program, so ${cores} ${cores === 1 ? "is" : "are"} used.`;
}
