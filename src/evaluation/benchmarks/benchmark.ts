import type { Entity } from "../../science/entity.ts";

/** One question with a right answer among several. */
export interface ChoiceItem {
	/** Place in the file: its line, or its key. */
	readonly id: string;
	/** What is read before the question; empty where there is nothing. */
	readonly context: string;
	readonly question: string;
	readonly options: readonly Option[];
	/** Place of the right one among the options. */
	readonly right: number;
}

export interface Option {
	/** What a model answers with: a letter, or yes. */
	readonly label: string;
	/** What it stands for; empty where the label says it all. */
	readonly text: string;
}

/** One question with a text to compare the answer with. */
export interface TextItem {
	readonly id: string;
	readonly entity: Entity | undefined;
	readonly question: string;
	readonly reference: string;
}

/** One molecule with measured properties, in the order of the benchmark's; undefined where one was not measured. */
export interface PropertyItem {
	readonly id: string;
	readonly smiles: string;
	readonly values: readonly (number | undefined)[];
}

/** Columns of numbers: of two values it is a class. */
export interface Property {
	readonly title: string;
	readonly kind: "class" | "number";
}

/** Of which family a file of molecules and texts is; the words that reports use. */
export type TextKind = "captions" | "protein-function" | "questions";

interface Shared {
	/** Which known benchmark it is by its layout, e.g. `pubmedqa`; published figures are looked up by it. */
	readonly known: string | undefined;
	/** How the file is laid out, for people. */
	readonly layout: string;
	/** Rows that cannot be read, with why; they are left out. */
	readonly unreadable: readonly string[];
}

/** What a file asks, whatever its layout. */
export type Benchmark =
	| (Shared & { readonly kind: "choices"; readonly items: readonly ChoiceItem[] })
	| (Shared & { readonly kind: TextKind; readonly items: readonly TextItem[] })
	| (Shared & { readonly kind: "properties"; readonly properties: readonly Property[]; readonly items: readonly PropertyItem[] });
