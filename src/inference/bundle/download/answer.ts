import { busy, endless, Interruption, otherFile, refused, webPage, wrongRange, wrongSize } from "./failures.ts";
import type { PartState } from "./part.ts";
import { countIn, type Answer, type Opened } from "./transport.ts";

/** What the catalogue knows of a file. */
export interface Expected {
	readonly url: string;
	/** Exact size, where known. */
	readonly bytes: number | null;
	/** Size as the publisher's page rounds it, where no exact one is known. */
	readonly approximateBytes: number | null;
	readonly sha256: string | null;
}

/** What was asked for. */
export interface Asked {
	/** First byte; 0 for the whole file, without a range. Some bytes that are here are asked for again, to be compared. */
	readonly from: number;
	/** What is known of the file that the bytes before it come from. */
	readonly state: PartState | undefined;
}

export type Verdict =
	/** All of it comes, to be written from the start. `because`: why not only the rest. */
	| { readonly kind: "whole"; readonly state: PartState; readonly because: StartsOver | undefined }
	/** What was asked for comes, or the beginning of it, up to byte `end`; `bytes` counts the whole file. */
	| { readonly kind: "rest"; readonly end: number; readonly bytes: number }
	/** This answer is of no use: ask for the whole file. */
	| { readonly kind: "again"; readonly because: StartsOver };

export type StartsOver = "changed" | "no-ranges" | "unknown";

/** A page rounds to three figures, some to two. */
const TOLERANCE = 0.02;

/**
 * What an answer means for the file (RFC 9110: ranges in 14, conditional requests in 13, status codes in 15), before a byte of it is used.
 *
 * @throws Failure where it cannot be the file
 * @throws Interruption where the same may be asked again
 */
export function judge(opened: Opened, expected: Expected, asked: Asked, longestWait: number): Verdict {
	const { answer, published } = opened;
	if (published.sha256 !== null && expected.sha256 !== null && published.sha256 !== expected.sha256) {
		throw otherFile(expected.url, expected.sha256, published.sha256);
	}
	if (answer.status === 416 && asked.from > 0) {
		// The file is shorter now than what is here.
		return { kind: "again", because: /^bytes \*\/\d+$/i.test(answer.headers.get("content-range")?.trim() ?? "") ? "changed" : "no-ranges" };
	}
	if (answer.status !== 200 && answer.status !== 206) {
		throw statusFailure(opened, expected.url, longestWait);
	}
	if (asked.from > 0 && differs(opened, asked.state) && answer.status === 206) {
		return { kind: "again", because: "changed" };
	}
	return answer.status === 206 ? rest(opened, expected, asked) : whole(opened, expected, asked);
}

/** Size of the whole file, where the catalogue or the publisher tells it. */
export function knownSize(expected: Expected, { published }: Opened): number | null {
	return expected.bytes ?? published.bytes;
}

/** Fails with `download-wrong-size` where a size cannot be that of the file. */
export function requireSize(found: number, { url, bytes, approximateBytes }: Expected): void {
	if (bytes !== null && found !== bytes) {
		throw wrongSize(url, found, bytes, false);
	}
	if (approximateBytes !== null && Math.abs(found - approximateBytes) > approximateBytes * TOLERANCE) {
		throw wrongSize(url, found, approximateBytes, true);
	}
}

function whole(opened: Opened, expected: Expected, { from, state }: Asked): Verdict {
	const { answer, published } = opened;
	if (/^text\/html\b/i.test(answer.headers.get("content-type") ?? "") && !/\.html?$/i.test(new URL(expected.url).pathname)) {
		throw webPage(expected.url);
	}
	const encoded = isEncoded(answer);
	// The length of an encoded body is not that of the file.
	const told = encoded ? null : countIn(answer, "content-length");
	if (told !== null) {
		requireSize(told, expected);
	}
	const bytes = told ?? knownSize(expected, opened);
	const checksum = expected.sha256 ?? published.sha256;
	// A body without a length that is not chunked ends when the connection does, whole or not.
	if (bytes === null && checksum === null && !encoded && !/\bchunked\b/i.test(answer.headers.get("transfer-encoding") ?? "")) {
		throw endless(expected.url);
	}
	const now: PartState = {
		url: expected.url,
		// A range of an encoded body would be none of the file.
		etag: encoded ? null : strongTag(answer),
		lastModified: encoded ? null : strongDate(answer),
		bytes,
		sha256: published.sha256,
		ranges: !encoded,
	};
	const changed = differs(opened, state) || (bytes !== null && (state?.bytes ?? bytes) !== bytes);
	return { kind: "whole", state: now, because: from === 0 ? undefined : changed ? "changed" : "no-ranges" };
}

function rest({ answer, published }: Opened, expected: Expected, { from, state }: Asked): Verdict {
	const told = answer.headers.get("content-range") ?? "";
	const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(told.trim());
	const [first, last] = [Number(match?.[1]), Number(match?.[2])];
	const total = match?.[3] === undefined || match[3] === "*" ? null : Number(match[3]);
	const length = countIn(answer, "content-length");
	if (from === 0 || match === null || first !== from || last < first || (total !== null && last >= total) || (length !== null && length !== last - first + 1)) {
		throw wrongRange(expected.url, `asked for bytes from ${from}, got status 206 with Content-Range “${told.slice(0, 200)}” and Content-Length ${length ?? "none"}`);
	}
	if (isEncoded(answer)) {
		return { kind: "again", because: "no-ranges" };
	}
	const before = state?.bytes ?? null;
	if (total !== null && before !== null && total !== before) {
		return { kind: "again", because: "changed" };
	}
	if (total !== null) {
		requireSize(total, expected);
	}
	const bytes = total ?? before ?? expected.bytes ?? published.bytes;
	// Without a size nobody knows how often to ask.
	return bytes === null ? { kind: "again", because: "no-ranges" } : { kind: "rest", end: last + 1, bytes };
}

function statusFailure({ answer, redirected }: Opened, url: string, longestWait: number): Error {
	const { status } = answer;
	// 408 and 425 ask for another try, 429 and 503 for a later one.
	if (status === 408 || status === 425 || status === 429 || status >= 500) {
		const wait = retryAfter(answer.headers.get("retry-after"));
		const failure = busy(url, status, wait);
		return wait !== undefined && wait > longestWait ? failure : new Interruption(failure, wait);
	}
	// A signed address that ran out: the first address gives a fresh one.
	return status === 403 && redirected ? new Interruption(refused(url, status)) : refused(url, status);
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
	if (header === null) {
		return undefined;
	}
	const seconds = /^\d{1,9}$/.exec(header.trim());
	if (seconds) {
		return Number(seconds[0]) * 1000;
	}
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Whether an answer belongs to another version of the file than the bytes that are here. */
function differs({ answer, published }: Opened, state: PartState | undefined): boolean {
	const other = (now: string | null, before: string | null | undefined): boolean => now !== null && before !== null && before !== undefined && now !== before;
	return other(published.sha256, state?.sha256) || other(strongTag(answer), state?.etag) || other(answer.headers.get("last-modified"), state?.lastModified);
}

function isEncoded(answer: Answer): boolean {
	return !["", "identity"].includes(answer.headers.get("content-encoding")?.trim().toLowerCase() ?? "");
}

/** An entity tag that stands for the very bytes; weak ones (`W/`) do not. */
function strongTag({ headers }: Answer): string | null {
	const tag = headers.get("etag")?.trim() ?? "";
	return /^"[^"\r\n]{1,1000}"$/.test(tag) ? tag : null;
}

/** A date of change that stands for the very bytes: the file could not change again in the same second (RFC 9110, 8.8.2.2). */
function strongDate({ headers }: Answer): string | null {
	const changed = headers.get("last-modified");
	const answered = headers.get("date");
	return changed !== null && answered !== null && Date.parse(answered) - Date.parse(changed) >= 1000 ? changed : null;
}
