/** Commands of the chat, as in package.json. */
export const chatCommands = {
	newThread: "biomedgpt.newThread",
	openThreads: "biomedgpt.openThreads",
	exportThread: "biomedgpt.exportThread",
	openInEditor: "biomedgpt.openChatInEditor",
	stop: "biomedgpt.stop",
} as const;
