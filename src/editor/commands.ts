/** Commands of the editor's faces. Those without a title in package.json are for our own links and lenses only. */
export const commands = {
	/** About an entity or a place given as argument, or about what is under the cursor. */
	ask: "biomedgpt.ask",
	/** Shows what the argument says, or what is under the cursor, in a panel of its own. */
	preview: "biomedgpt.preview",
	/** About the selected text, read as SMILES or as a sequence. */
	askSelection: "biomedgpt.askSelection",
	/** About a row of a table, which is then chosen. */
	askRow: "biomedgpt.askRow",
	/** All that can be done with what is under the cursor, to choose from; with a place and an action: that one. */
	actions: "biomedgpt.actions",
	/** Changes every SMILES of a document. */
	rewriteAll: "biomedgpt.rewriteAll",
	/** Shows why something cannot be read. */
	explain: "biomedgpt.explain",
	/** Offers to read a file above the size limit. */
	largeFile: "biomedgpt.largeFile",
} as const;
