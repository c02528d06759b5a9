/**
 * Codes of failures that say nothing about one row: what failed would fail for all the others, too. Everything else is written
 * into the table beside its row.
 */
const FATAL = new Set([
	"cancelled", "disposed", "unexpected", "chemistry-unavailable",
	"bundle-broken", "bundle-missing", "file-missing", "file-size", "self-test-failed", "native-missing", "not-enough-memory", "no-scratch",
	"language-model-broken", "encoder-broken", "encoder-shape", "no-encoder", "engine-keeps-dying",
]);

export function isFatal(code: string): boolean {
	return FATAL.has(code);
}

/** Codes of failures that no other choice of columns or tasks mends: the file itself has to be another one. */
const OF_THE_FILE = new Set(["gzip-broken", "cannot-unpack", "binary-file", "not-a-table", "file-missing", "is-folder", "not-readable", "record-too-long", "row-too-long", "file-too-large"]);

export function isOfTheFile(code: string): boolean {
	return OF_THE_FILE.has(code);
}
