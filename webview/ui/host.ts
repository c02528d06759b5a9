declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

/** The extension host as a page sees it. */
export interface Host<ToHost, ToView> {
	post(message: ToHost): void;
	/** Calls `listener` for every valid message; others are logged, and `refused` is called with them: what the page waits for may be among them. */
	listen(listener: (message: ToView) => void, refused?: (data: unknown) => void): void;
	/** What VS Code gives back to this page, and to the panel's serializer, after a reload of the window. Plain data. */
	remember(state: unknown): void;
	/** What was remembered: to be validated; undefined where there is nothing. */
	remembered(): unknown;
}

/**
 * Connects to VS Code; possible once per page.
 *
 * @param parse gives undefined for what is no message
 */
export function connectHost<ToHost, ToView>(parse: (data: unknown) => ToView | undefined): Host<ToHost, ToView> {
	const api = acquireVsCodeApi();
	return {
		post: (message) => api.postMessage(message),
		listen(listener, refused) {
			window.addEventListener("message", (event: MessageEvent<unknown>) => {
				const message = parse(event.data);
				if (message === undefined) {
					console.warn("BioMedGPT: ignored something that is not a message", event.data);
					refused?.(event.data);
				} else {
					listener(message);
				}
			});
		},
		remember: (state) => api.setState(state),
		remembered: () => api.getState(),
	};
}
