import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";
import { visible } from "./text.ts";

/**
 * Text written by a model is untrusted: no HTML, no images (they would call other hosts), links to the web only.
 *
 * And it is full of SMILES: a backslash is a bond, and `C[C@H](N)C` no link to `N`. So there are no escapes, and what leads nowhere stays as it is written.
 */
const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable(["image", "escape"]);
markdown.validateLink = (address) => /^https?:\/\//iu.test(address);
const allowedTags = [
	"a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
];

/** What may become `2. …`, or `- …`. */
const begunItem = /^ {0,3}(?:\d{1,9}[.)]?|[-+*])[^\S\n]*$/u;

/** markdown-it's memory of `[name]: address` lines. */
type LinkDefinitions = Record<string, unknown>;
type Token = ReturnType<typeof markdown.parse>[number];

/** Markdown as a fragment that is safe to insert. Links do nothing by themselves: see {@link linkOf}. */
export function renderMarkdown(text: string): DocumentFragment {
	return rendered(markdown.parse(visible(text), {}), {});
}

/** The address of the link that an event came from. The page must not follow it: it asks the host. */
export function linkOf(event: Event): string | undefined {
	const link = event.composedPath().find((each) => each instanceof HTMLAnchorElement);
	return link?.href;
}

function rendered(tokens: Token[], env: LinkDefinitions): DocumentFragment {
	for (const token of tokens) {
		if (token.tag.length === 2 && token.type.startsWith("heading")) {
			token.tag = "h2"; // below the chat's title, whatever level a model begins with
		}
		// Tables align their cells with inline styles, which the content security policy forbids.
		const align = /text-align:(left|center|right)/u.exec(String(token.attrGet("style") ?? ""))?.[1];
		if (align !== undefined) {
			token.attrs = [["align", align]];
		}
	}
	const html = markdown.renderer.render(tokens, markdown.options, env);
	const fragment = DOMPurify.sanitize(html, {
		ALLOWED_TAGS: allowedTags,
		ALLOWED_ATTR: ["align", "href", "start", "title"],
		ALLOWED_URI_REGEXP: /^https?:\/\//iu,
		ADD_URI_SAFE_ATTR: ["align", "start"], // DOMPurify would hold their values to be addresses
		ALLOW_DATA_ATTR: false,
		ALLOW_ARIA_ATTR: false,
		RETURN_DOM_FRAGMENT: true,
	});
	for (const link of fragment.querySelectorAll("a")) {
		if (link.hasAttribute("href")) {
			link.title = link.href; // where it leads, not what the model calls it
		} else {
			link.replaceWith(...link.childNodes);
		}
	}
	for (const corner of fragment.querySelectorAll("th:empty")) {
		corner.replaceWith(document.createElement("td")); // it heads nothing
	}
	for (const wide of fragment.querySelectorAll("pre, table")) {
		const scroller = document.createElement("div");
		scroller.className = "scroller";
		scroller.tabIndex = 0; // so that the keyboard can scroll it
		wide.replaceWith(scroller);
		scroller.append(wide);
	}
	return fragment;
}

/**
 * Renders markdown that grows. Only its last block is rendered again: the blocks before it can no longer change, so the work for a long answer stays
 * proportional to its length, and a selection in them survives.
 */
export class StreamingMarkdown {
	readonly #host: HTMLElement;
	readonly #tail = document.createElement("div");
	#shown = "";
	/** Length of the text whose blocks are final. */
	#final = 0;
	/** Link definitions of all blocks so far. */
	#env: LinkDefinitions = {};

	constructor(host: HTMLElement) {
		this.#host = host;
		this.#tail.className = "tail";
		this.#reset();
	}

	/** Shows `text`, which usually continues what is shown. */
	update(text: string): void {
		const source = visible(text.includes("\r") ? text.replace(/\r\n?/gu, "\n") : text);
		if (source === this.#shown) {
			return;
		}
		if (!source.startsWith(this.#shown)) {
			this.#reset();
		}
		this.#shown = source;
		const open = source.slice(this.#final);
		const tokens = markdown.parse(open, this.#env);
		const last = lastBlock(open, tokens);
		const line = tokens[last]?.map?.[0] ?? 0;
		if (line > 0) {
			this.#tail.before(rendered(tokens.slice(0, last), this.#env));
			this.#final += offsetOfLine(open, line);
		}
		this.#tail.replaceChildren(rendered(tokens.slice(Math.max(last, 0)), this.#env));
	}

	/** Shows the same text anew, without what others have put into it. */
	refresh(): void {
		const shown = this.#shown;
		this.#reset();
		this.update(shown);
	}

	#reset(): void {
		this.#shown = "";
		this.#final = 0;
		this.#env = {};
		this.#tail.replaceChildren();
		this.#host.replaceChildren(this.#tail);
	}
}

/** The index of the last block; of the list before it where the last line is only begun and may become the list's next item. */
function lastBlock(text: string, tokens: readonly Token[]): number {
	const begins = (token: Token): boolean => token.level === 0 && token.nesting >= 0 && token.map !== null;
	const last = tokens.findLastIndex(begins);
	const before = tokens.slice(0, Math.max(last, 0)).findLastIndex(begins);
	const isList = /^(?:bullet|ordered)_list_open$/u.test(tokens[before]?.type ?? "");
	return isList && begunItem.test(text.slice(offsetOfLine(text, tokens[last]?.map?.[0] ?? 0))) ? before : last;
}

function offsetOfLine(text: string, line: number): number {
	let offset = 0;
	for (let passed = 0; passed < line; passed++) {
		offset = text.indexOf("\n", offset) + 1;
	}
	return offset;
}
