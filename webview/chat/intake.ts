/** What was dropped on the page. */
export type Dropped =
	| { readonly kind: "uris"; readonly uris: readonly string[] }
	| { readonly kind: "files"; readonly files: readonly File[] }
	| { readonly kind: "text"; readonly text: string };

/** What of a `DataTransfer` is looked at. */
export interface Transfer {
	readonly files: ArrayLike<File>;
	getData(type: string): string;
}

/** More are a folder, which VS Code opens better. */
const mostFiles = 20;
/** As the host takes them. */
const mostUris = 1000;

/** VS Code's own kinds come first: they also bear a text, which is only the file's name. */
export function droppedFrom(transfer: Transfer): Dropped | undefined {
	const uris = [...uriList(transfer.getData("application/vnd.code.uri-list")), ...uriList(transfer.getData("text/uri-list")), ...strings(transfer.getData("resourceurls")), ...strings(transfer.getData("codefiles")).map(fileUri)];
	// A link dragged from a browser is a text.
	const resources = [...new Set(uris)].filter((uri) => !/^https?:/iu.test(uri)).slice(0, mostUris);
	if (resources.length > 0) {
		return { kind: "uris", uris: resources };
	}
	const files = Array.from(transfer.files).slice(0, mostFiles);
	if (files.length > 0) {
		return { kind: "files", files };
	}
	const text = transfer.getData("text/plain");
	return text.trim() === "" ? undefined : { kind: "text", text };
}

/** One address a line; lines that begin with `#` are remarks. */
function uriList(text: string): readonly string[] {
	return text.split(/\r?\n/u).filter((line) => /^[a-z][a-z0-9+.-]*:/iu.test(line));
}

function strings(json: string): readonly string[] {
	try {
		const value: unknown = JSON.parse(json);
		return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each !== "") : [];
	} catch {
		return [];
	}
}

/** Of a path on the machine where VS Code runs, with either kind of slash. */
function fileUri(path: string): string {
	const slashed = path.replaceAll("\\", "/");
	const encoded = slashed.split("/").map(encodeURIComponent).join("/").replace(/^\/*([A-Za-z])%3A/u, "/$1:");
	return `file://${encoded.startsWith("/") ? "" : "/"}${encoded}`;
}

/** Watches a page for things dragged onto it from elsewhere. */
export class DropZone {
	/** Elements that are dragged over, from the outermost. */
	#depth = 0;
	/** A text or a drawing of the page itself. */
	#own = false;
	readonly #dragging: (over: boolean) => void;
	readonly #dropped: (dropped: Dropped) => void;
	readonly #ends = new AbortController();

	constructor(page: Document, dragging: (over: boolean) => void, dropped: (dropped: Dropped) => void) {
		this.#dragging = dragging;
		this.#dropped = dropped;
		const { signal } = this.#ends;
		page.addEventListener("dragstart", () => (this.#own = true), { signal });
		page.addEventListener("dragend", () => this.#leave(), { signal });
		page.addEventListener("dragenter", (event) => this.#enter(event), { signal });
		page.addEventListener("dragover", (event) => this.#over(event), { signal });
		page.addEventListener("dragleave", () => this.#step(-1), { signal });
		page.addEventListener("drop", (event) => this.#drop(event), { signal });
	}

	dispose(): void {
		this.#ends.abort();
	}

	#enter(event: DragEvent): void {
		if (!this.#own) {
			event.preventDefault();
			this.#step(1);
		}
	}

	#over(event: DragEvent): void {
		if (!this.#own && event.dataTransfer !== null) {
			event.preventDefault();
			event.dataTransfer.dropEffect = "copy";
		}
	}

	#drop(event: DragEvent): void {
		const dropped = this.#own || event.dataTransfer === null ? undefined : droppedFrom(event.dataTransfer);
		if (!this.#own) {
			event.preventDefault(); // the page must never be replaced by a file
		}
		this.#leave();
		if (dropped !== undefined) {
			this.#dropped(dropped);
		}
	}

	#step(by: 1 | -1): void {
		this.#depth = this.#own ? 0 : Math.max(0, this.#depth + by);
		this.#dragging(this.#depth > 0);
	}

	#leave(): void {
		this.#own = false;
		this.#depth = 0;
		this.#dragging(false);
	}
}
