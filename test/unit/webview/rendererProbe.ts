// A page script for renderer.test.ts: does with the renderer's module what VS Code does, at the test's command.
import "./rendererProbe.css";
import type { RendererApi, RendererContext } from "../../../webview/renderer/context.ts";

let renderer: RendererApi | undefined;

Object.assign(globalThis, {
	probe: {
		/** Imports the module as VS Code does, by its address. `withHost`: whether there is messaging. */
		async start(withHost: boolean): Promise<void> {
			const address = "/renderer.js";
			const { activate } = (await import(address)) as { readonly activate: (context: RendererContext) => RendererApi };
			renderer = activate(withHost ? messaging() : {});
			activate({}); // another editor's context in the same page must not stumble over what is defined
		},
		/** Shows an output below the others; again where its place is there. @returns how long the page stood still for it (ms) */
		async show(id: string, mime: string, text: string): Promise<number> {
			const place = document.getElementById(id) ?? document.createElement("div");
			place.id = id;
			document.body.append(place);
			const begin = performance.now();
			renderer?.renderOutputItem({ id, mime, text: () => text }, place);
			await Promise.resolve().then(() => Promise.resolve()); // the elements have rendered
			void place.offsetHeight;
			return performance.now() - begin;
		},
		dispose: (id?: string) => renderer?.disposeOutputItem(id),
	},
});

function messaging(): RendererContext {
	const { acquireVsCodeApi } = globalThis as unknown as { readonly acquireVsCodeApi: () => { postMessage(message: unknown): void } };
	const api = acquireVsCodeApi();
	return {
		postMessage: (message) => api.postMessage(message),
		onDidReceiveMessage(listener) {
			const receive = (event: MessageEvent<unknown>): void => listener(event.data);
			window.addEventListener("message", receive);
			return { dispose: () => window.removeEventListener("message", receive) };
		},
	};
}
