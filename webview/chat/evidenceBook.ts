import type { EvidenceModel } from "../protocol.ts";

/** Evidence by the answer's id. */
export type EvidenceBook = ReadonlyMap<string, EvidenceModel>;

/** Of so many answers it is kept; it is asked for again otherwise. */
const most = 12;

export function withEvidence(book: EvidenceBook, id: string, evidence: EvidenceModel): EvidenceBook {
	return new Map([...withoutEvidence(book, id)].slice(1 - most)).set(id, evidence);
}

/** The same book where it holds nothing of the answer. */
export function withoutEvidence(book: EvidenceBook, id: string): EvidenceBook {
	return book.has(id) ? new Map([...book].filter(([each]) => each !== id)) : book;
}
