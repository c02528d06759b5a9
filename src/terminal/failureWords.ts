import type { FailureData } from "../science/failure.ts";

/** A failure in the words of the command line, which has options and no settings. */
export function inTerminalWords(failure: FailureData): FailureData {
	return { ...failure, message: failure.message.replace(/Choose another folder in the settings\./, "Choose another folder with --models-folder DIR or the variable BIOMEDGPT_MODELS.") };
}
