/** Commands of the editor's faces. Those without a title in package.json are for our own links and lenses only. */
export const commands = {
	/** With an entity as argument, or about what is under the cursor. */
	ask: "biomedgpt.ask",
	/** About the selected text, read as SMILES or as a sequence. */
	askSelection: "biomedgpt.askSelection",
	/** Shows why something cannot be read. */
	explain: "biomedgpt.explain",
	/** Puts its argument on the clipboard. */
	copy: "biomedgpt.copy",
	newThread: "biomedgpt.newThread",
	stop: "biomedgpt.stop",
} as const;
