import { parseToView } from "../parse.ts";
import type { ToHost, ToView } from "../protocol.ts";

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** The extension host as this page sees it. */
export interface Host {
	post(message: ToHost): void;
	/** Calls `listener` for every valid message; others are logged and ignored. */
	listen(listener: (message: ToView) => void): void;
}

/** Connects to VS Code; possible once per page. */
export function connectHost(): Host {
	const api = acquireVsCodeApi();
	return {
		post: (message) => api.postMessage(message),
		listen(listener) {
			window.addEventListener("message", (event: MessageEvent<unknown>) => {
				const message = parseToView(event.data);
				if (message === undefined) {
					console.warn("BioMedGPT chat: ignored something that is not a message", event.data);
				} else {
					listener(message);
				}
			});
		},
	};
}
