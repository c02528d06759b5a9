import type { RecordIndex, Scanner } from "./recordIndex.ts";

/** What stands in a record. */
export interface RecordContent {
	/** In one line; may be empty. */
	readonly name: string;
	/** A SMILES, CXSMILES, or a mol block; of a FASTA record its letters. Empty where there is none. */
	readonly structure: string;
	/** In the order of the format's columns; fewer where the last ones are not there, more where a table is wider. Line breaks as they are in the file. */
	readonly cells: readonly string[];
	/** Why there is nothing to draw or to ask about: a sentence. */
	readonly problem?: string | undefined;
}

/** A kind of file with records, for one file: its columns are found on the way. */
export interface RecordFormat {
	readonly kind: "molecules" | "sequences";
	/** Titles, as they stand in the file; grows while the file is read. */
	readonly columns: readonly string[];
	/** The column that holds what {@link RecordContent.structure} is made of; -1 where it is none of them. */
	readonly structureColumn: number;
	/** Finds the records of the file. */
	scanner(index: RecordIndex): Scanner;
	/** @param text of one record */
	read(text: string): RecordContent;
	/** As `read`, in steps of some milliseconds; absent where a record never takes longer. */
	steps?(text: string): Generator<undefined, RecordContent>;
	/** The line of titles as it stands in the file, as far as its top was read; empty where there is none. */
	readonly header: string;
	/** Of a table: what stands between the cells of a row. */
	readonly separator?: string;
}

/** More columns nobody looks through; and a hostile file has one for each record. */
export const MOST_COLUMNS = 300;
