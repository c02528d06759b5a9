import type { Expected, StartsOver } from "./answer.ts";
import type { Fetch } from "./transport.ts";

export interface DownloadRequest extends Expected {
	/** Where the whole file goes; beside it lies `.part` until then. A file that is there and right is not fetched again. */
	readonly target: string;
}

export interface DownloadOptions {
	/** Somebody has accepted the terms; see `consent.ts`. */
	readonly licenceAccepted: true;
	readonly fetch: Fetch;
	readonly signal?: AbortSignal | undefined;
	/** At most ten times a second, and at the end. */
	readonly report?: ((progress: DownloadProgress) => void) | undefined;
	/** What a person would want to know while it goes on. */
	readonly notice?: ((notice: DownloadNotice) => void) | undefined;
	/** Milliseconds without a byte, after which the connection counts as dead; 30,000. */
	readonly stall?: number;
	/** Failures in a row without progress, after which it gives up; 6. */
	readonly attempts?: number;
	/** Milliseconds before the second try, doubled each time up to 30 times as much; 1,000. */
	readonly backOff?: number;
	/** The longest wait, in milliseconds, that a server may ask for; 120,000. */
	readonly longestWait?: number;
}

export interface DownloadProgress {
	/** `checking`: what an earlier try left is read for the checksum. */
	readonly phase: "checking" | "downloading";
	/** Bytes of the file that are here. */
	readonly done: number;
	/** Null where nobody has told yet. */
	readonly total: number | null;
}

export type DownloadNotice =
	| { readonly kind: "starts-over"; readonly reason: StartsOver | "damaged"; readonly sentence: string }
	| { readonly kind: "tries-again"; readonly wait: number; readonly sentence: string };

export interface Downloaded {
	readonly bytes: number;
	readonly sha256: string;
	/** Who the checksum was compared with: the catalogue, the publisher's server, or nobody. */
	readonly checkedWith: "catalogue" | "publisher" | "nobody";
}
