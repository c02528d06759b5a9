import { statSync } from "node:fs";
import path from "node:path";

/** Name of the model that comes with the extension. */
export const EMBEDDED = "nano";

/** What the settings say about the model that answers. */
export interface ModelSettings {
	/** `biomedgpt.modelFolder`: a folder anywhere, which outranks the choice below. */
	readonly modelFolder: string | undefined;
	/** `biomedgpt.model`: name of an installed model; empty for the embedded one. */
	readonly model: string | undefined;
}

export interface Places {
	/** Of the installed models. */
	readonly folder: string;
	/** Of the embedded model. */
	readonly embedded: string;
}

/** The model that answers. */
export interface ActiveModel {
	/** Undefined where a folder of somebody's own outranks the choice. */
	readonly name: string | undefined;
	readonly directory: string;
	/** Name of the chosen model, where it is not in the models' folder and the embedded one answers instead. */
	readonly missing?: string;
}

/** A name that is a plain one of a folder: a setting must not lead out of the models' folder. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?$/;

/**
 * Which model the settings choose. Where an installed one is gone, removed by another window or moved away, it is the embedded one: whoever calls
 * this tells so, and each answer names who wrote it. It is the chosen one again as soon as it is back.
 *
 * @param there whether there is a folder
 */
export function activeModel({ modelFolder, model }: ModelSettings, { folder, embedded }: Places, there: (directory: string) => boolean = isFolder): ActiveModel {
	if (modelFolder !== undefined && modelFolder !== "") {
		return { name: undefined, directory: modelFolder };
	}
	if (model === undefined || model === "" || model === EMBEDDED || !NAME.test(model)) {
		return { name: EMBEDDED, directory: embedded };
	}
	const directory = path.join(folder, model);
	return there(directory) ? { name: model, directory } : { name: EMBEDDED, directory: embedded, missing: model };
}

/** At once, since the model must be known when a window begins: a look at one folder, where a model is chosen. */
function isFolder(directory: string): boolean {
	return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
