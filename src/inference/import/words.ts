import { Failure } from "../../science/failure.ts";

const LONGEST = 200;

/** A name from a file, fit for a sentence: no control characters or text directions, not endless. */
export function shown(name: string): string {
	const clean = name.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
	return name.length > LONGEST ? `${clean}…` : clean;
}

/** `[4, 300]`, and no longer than a sentence bears. */
export function shownShape(shape: readonly number[]): string {
	return `[${shape.slice(0, 8).join(", ")}${shape.length > 8 ? ", …" : ""}]`;
}

/** What to do about a file that is not as its publisher made it. */
export const FETCH_AGAIN = "Download it again from its publisher, or choose another file.";

/** A file that cannot be what it should be. `reason` goes on after the file's name: `x.pth …`. */
export function badFile(code: string, file: string, reason: string, options: { readonly next?: string; readonly detail?: string; readonly cause?: unknown } = {}): Failure {
	return new Failure(code, `${shown(file)} ${reason}. ${options.next ?? FETCH_AGAIN}`, { detail: options.detail, cause: options.cause });
}
