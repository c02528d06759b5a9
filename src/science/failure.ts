/**
 * An expected failure: something a user did, gave or can mend. Faces show `message` as it is.
 *
 * The sentence says what happened, why, and what to do next, in a scientist's words; `detail` is for developers and logs.
 */
export class Failure extends Error {
	override readonly name = "Failure";
	readonly detail: string | undefined;
	readonly span: Span | undefined;

	constructor(
		/** Stable, kebab-case, e.g. `invalid-smiles`: what code and tests compare. */
		readonly code: string,
		message: string,
		options: { readonly detail?: string | undefined; readonly span?: Span | undefined; readonly cause?: unknown } = {},
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.detail = options.detail;
		this.span = options.span;
	}
}

/** Half-open range of UTF-16 code units in the text that failed. */
export interface Span {
	readonly start: number;
	readonly end: number;
}

/** A `Failure` as plain data, for worker and process messages. */
export interface FailureData {
	readonly code: string;
	readonly message: string;
	readonly detail?: string | undefined;
	readonly span?: Span | undefined;
}

/** Any thrown value as plain data; what is not a `Failure` becomes code `unexpected` with its stack as detail. */
export function failureData(error: unknown): FailureData {
	if (error instanceof Failure) {
		return { code: error.code, message: error.message, detail: error.detail, span: error.span };
	}
	const known = error instanceof Error ? error : new Error(String(error));
	return { code: "unexpected", message: `Something unexpected went wrong: ${known.message}`, detail: known.stack };
}

/** The inverse of {@link failureData}. */
export function failureFrom(data: FailureData): Failure {
	return new Failure(data.code, data.message, { detail: data.detail, span: data.span });
}
