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
}

/** A name that is a plain one of a folder: a setting must not lead out of the models' folder. */
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?$/;

/**
 * Which model the settings choose. Whoever chose a model must not get another one's answers: one that is gone is still the one, and says so when
 * it is asked.
 */
export function activeModel({ modelFolder, model }: ModelSettings, { folder, embedded }: Places): ActiveModel {
	if (modelFolder !== undefined && modelFolder !== "") {
		return { name: undefined, directory: modelFolder };
	}
	if (model === undefined || model === "" || model === EMBEDDED || !NAME.test(model)) {
		return { name: EMBEDDED, directory: embedded };
	}
	return { name: model, directory: path.join(folder, model) };
}
