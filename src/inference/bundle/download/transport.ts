import { Failure } from "../../../science/failure.ts";
import { certificate, insecureRedirect, Interruption, stalled, tooManyRedirects, unreachable, interrupted } from "./failures.ts";

/** What is needed of an answer to {@link Fetch}. */
export interface Answer {
	readonly status: number;
	readonly headers: { get(name: string): string | null };
	readonly body: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>; cancel(reason?: unknown): Promise<void> }; cancel(reason?: unknown): Promise<void> } | null;
}

/**
 * `fetch`, or what does the same. VS Code's extension host replaces the global one by its own, which follows its settings for proxies
 * and certificates; with `redirect: "manual"` it never takes Electron's, which would drop headers.
 */
export type Fetch = (url: string, init: { readonly headers: Readonly<Record<string, string>>; readonly redirect: "manual"; readonly signal: AbortSignal }) => Promise<Answer>;

/** What Hugging Face says of the file on the way to it: size and SHA-256 of what lies in its large-file storage. */
export interface Published {
	readonly bytes: number | null;
	readonly sha256: string | null;
}

/** An answer that is no redirect. */
export interface Opened {
	readonly answer: Answer;
	readonly published: Published;
	/** Whether another address than the asked one gave it; such addresses may be signed for a short time. */
	readonly redirected: boolean;
	/** Pieces as they come; fails with {@link Interruption} when the connection ends early or stalls. */
	chunks(): AsyncGenerator<Uint8Array>;
	/** Ends the connection without reading the rest. */
	discard(): Promise<void>;
}

export interface Line {
	readonly fetch: Fetch;
	readonly signal: AbortSignal | undefined;
	/** Milliseconds without a byte, after which the connection counts as dead. */
	readonly stall: number;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 10;

/** Asks for an address and follows redirects, but never from https to http. */
export async function request(address: string, headers: Readonly<Record<string, string>>, line: Line): Promise<Opened> {
	let url = webAddress(address);
	let published: Published = { bytes: null, sha256: null };
	for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
		const patience = new Patience(line);
		const answer = await patience.within(line.fetch(url.href, { headers, redirect: "manual", signal: patience.signal })).catch((error: unknown) => patience.explain(error, (cause) => lost(url, cause)));
		published = { bytes: published.bytes ?? countIn(answer, "x-linked-size"), sha256: published.sha256 ?? sha256In(answer, "x-linked-etag") };
		const location = REDIRECTS.has(answer.status) ? answer.headers.get("location") : null;
		if (location === null) {
			return { answer, published, redirected: hops > 0, chunks: () => chunksOf(answer, patience), discard: () => discard(answer) };
		}
		await discard(answer);
		url = redirected(url, location);
	}
	throw tooManyRedirects(address);
}

/** The address, if it is one of the web without a user's name; fails with `bad-address`. */
export function webAddress(address: string): URL {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username !== "" || url.password !== "") {
		throw new Failure("bad-address", `${address.slice(0, 200)} is not an address that a file can be downloaded from. Give one that begins with https:// and holds no password.`);
	}
	return url;
}

function redirected(from: URL, location: string): URL {
	if (!URL.canParse(location, from.href)) {
		throw new Failure("bad-address", `${from.host} sent the download on to something that is no address. Try again later.`, { detail: location.slice(0, 500) });
	}
	const to = new URL(location, from.href);
	if (from.protocol === "https:" && to.protocol !== "https:") {
		throw insecureRedirect(from, to);
	}
	return webAddress(to.href);
}

async function* chunksOf(answer: Answer, patience: Patience): AsyncGenerator<Uint8Array> {
	if (answer.body === null) {
		return;
	}
	const reader = answer.body.getReader();
	try {
		for (;;) {
			const { done, value } = await patience.within(reader.read()).catch((error: unknown) => patience.explain(error, (cause) => new Interruption(interrupted(cause))));
			if (done) {
				return;
			}
			if (value !== undefined && value.length > 0) {
				yield value;
			}
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

async function discard({ body }: Answer): Promise<void> {
	await body?.cancel().catch(() => undefined);
}

/** Aborts what takes too long, or what a person cancels. */
class Patience {
	readonly signal: AbortSignal;
	readonly #outer: AbortSignal | undefined;
	readonly #stall: number;
	readonly #controller = new AbortController();

	constructor({ signal, stall }: Line) {
		this.#outer = signal;
		this.#stall = stall;
		this.signal = signal === undefined ? this.#controller.signal : AbortSignal.any([signal, this.#controller.signal]);
	}

	async within<Result>(work: Promise<Result>): Promise<Result> {
		const timer = setTimeout(() => this.#controller.abort(), this.#stall);
		try {
			return await work;
		} finally {
			clearTimeout(timer);
		}
	}

	explain(error: unknown, other: (cause: unknown) => Error): never {
		this.#outer?.throwIfAborted();
		throw this.#controller.signal.aborted ? new Interruption(stalled(this.#stall)) : other(error);
	}
}

/** Codes of Node's TLS and OpenSSL: trying again gives the same. */
const CERTIFICATE = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|ERR_TLS_|HOSTNAME_MISMATCH)/;

function lost(url: URL, cause: unknown): Error {
	const inner: unknown = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
	const code = inner instanceof Error && "code" in inner ? String(inner.code) : "";
	return CERTIFICATE.test(code) ? certificate(url, inner) : new Interruption(unreachable(url, inner));
}

/** A header that is a number of bytes. */
export function countIn({ headers }: Answer, name: string): number | null {
	const text = headers.get(name);
	const value = text !== null && /^\d{1,15}$/.test(text.trim()) ? Number(text) : null;
	return value !== null && Number.isSafeInteger(value) ? value : null;
}

function sha256In({ headers }: Answer, name: string): string | null {
	return /^"?([0-9a-f]{64})"?$/i.exec(headers.get(name)?.trim() ?? "")?.[1]?.toLowerCase() ?? null;
}
