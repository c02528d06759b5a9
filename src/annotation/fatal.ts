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
