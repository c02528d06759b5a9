import type { ToView } from "../../webview/protocol.ts";
import type { Exchange } from "./exchange.ts";

/** What a listener has to show anew. `text` is fired for every piece of an answer: dozens of times per second. */
export type ThreadChange =
	| { readonly kind: "all" }
	| { readonly kind: "exchange"; readonly exchange: Exchange }
	| { readonly kind: "answer"; readonly exchange: Exchange }
	| { readonly kind: "text"; readonly exchange: Exchange }
	| { readonly kind: "composer" }
	| { readonly kind: "draft" }
	| { readonly kind: "title" };

/** What a listener to the whole chat is told. */
export type ChatEvent =
	/** Another thread is open. */
	| { readonly kind: "thread" }
	| { readonly kind: "change"; readonly change: ThreadChange }
	/** The list of threads is no longer what it was. */
	| { readonly kind: "threads" }
	| { readonly kind: "note"; readonly note: Extract<ToView, { readonly type: "note" }> };
