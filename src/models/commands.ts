/** Commands of this face. Those about one model take its line in the list, or its name, or ask which. */
export const commands = {
	/** Shows the list, from then on also in windows to come. */
	show: "biomedgpt.models.show",
	/** Takes a path, or asks for a file or a folder. */
	import: "biomedgpt.models.import",
	download: "biomedgpt.models.download",
	/** Tells how one gets the files that have no address. */
	byHand: "biomedgpt.models.byHand",
	use: "biomedgpt.models.use",
	verify: "biomedgpt.models.verify",
	remove: "biomedgpt.models.remove",
	restore: "biomedgpt.models.restore",
	empty: "biomedgpt.models.empty",
	details: "biomedgpt.models.details",
	openFolder: "biomedgpt.models.openFolder",
	refresh: "biomedgpt.models.refresh",
	cancel: "biomedgpt.models.cancel",
	resume: "biomedgpt.models.resume",
	putAway: "biomedgpt.models.putAway",
} as const;

/** The view of models, and the key that shows it. */
export const MODELS_VIEW = "biomedgpt.models";
export const SHOWS_MODELS = "biomedgpt.showsModels";
