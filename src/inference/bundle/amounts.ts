import type { CatalogModel, CatalogVariant, LanguageShape } from "./catalog.ts";
import { languageBytes, languageWeights, memoryNeeded, moleculeWeights, proteinWeights, type EncoderFormat, type LanguageFormat } from "./memory.ts";

/** Bytes of the files of a variant. */
export interface Amount {
	readonly least: number;
	/** Larger than `least` where the files come in several number formats. */
	readonly most: number;
	/** Computed from the shapes of the model's parts, since no publisher tells; true to some hundredths. */
	readonly estimated: boolean;
}

const WEIGHTS = /\.(?:pth|pt|bin|safetensors|gguf)$/;

/** What the files of a variant weigh: as published, or computed where nobody says. Descriptions and tokenizers of unknown size count nothing. */
export function amountOf(model: CatalogModel, { files }: CatalogVariant): Amount {
	const known = files.reduce((sum, { bytes, approximateBytes }) => sum + (bytes ?? approximateBytes ?? 0), 0);
	const unknown = files.some(({ path, bytes, approximateBytes }) => WEIGHTS.test(path) && bytes === null && approximateBytes === null);
	if (!unknown) {
		return { least: known, most: known, estimated: false };
	}
	const [least, most] = weightBytes(model);
	return { least: Math.round(known + least), most: Math.round(known + most), estimated: true };
}

/** How an import can write a model, and what follows. */
export interface Written {
	/** Undefined for an encoder alone. */
	readonly language: LanguageFormat | undefined;
	/** Undefined where there is no protein encoder. */
	readonly protein: EncoderFormat | undefined;
	/** Bytes of the files. */
	readonly disk: number;
	/** Bytes of memory when it answers. */
	readonly memory: number;
}

/** From small to exact: what an import offers. */
const LANGUAGE: readonly LanguageFormat[] = ["Q4_K", "Q8_0", "F16"];
const PROTEIN: readonly EncoderFormat[] = ["int4", "int8", "F16", "F32"];

/** All ways in which an import can write a model of these shapes; none where its language model is taken as it is. */
export function waysToWrite(shapes: Pick<CatalogModel, "language" | "molecule" | "protein" | "format">, context?: number): readonly Written[] {
	if (shapes.format === "gguf" || (shapes.language ?? shapes.protein) === null) {
		return [];
	}
	const languages = shapes.language === null ? [undefined] : LANGUAGE;
	const proteins = shapes.protein === null ? [undefined] : PROTEIN;
	return languages.flatMap((language) =>
		proteins.map((protein): Written => {
			const need = memoryNeeded(shapes, { language: language ?? "F32", protein: protein ?? "F32", ...(context === undefined ? {} : { context }) });
			return { language, protein, disk: Math.round(need.language + need.molecule + need.protein), memory: Math.round(need.answering) };
		}),
	);
}

/** The smallest way, and one for each format of the language model, with a protein encoder that is as exact as it, nearly; all of an encoder alone. */
export function usualWays(model: CatalogModel): readonly Written[] {
	const beside: Readonly<Record<LanguageFormat, EncoderFormat>> = { Q4_K: "int8", Q8_0: "int8", F16: "F16", F32: "F32" };
	return waysToWrite(model).filter(({ language, protein }, index) => index === 0 || language === undefined || protein === undefined || protein === beside[language]);
}

/** Of the files with the weights, from the smallest to the largest that is usual. */
function weightBytes({ format, language, molecule, protein, variants }: CatalogModel): readonly [number, number] {
	const encoder = protein === null ? 0 : proteinWeights(protein);
	switch (format) {
		case "fusion": {
			// Language model and ESM-2 come in half precision, GIN and adapters in single.
			const gin = molecule === null ? 0 : moleculeWeights(molecule) + adapter(molecule.width, language);
			const bytes = (language === null ? 0 : languageWeights(language)) * 2 + encoder * 2 + (gin + (protein === null ? 0 : adapter(protein.width, language))) * 4;
			return [bytes, bytes];
		}
		case "language": {
			const bytes = language === null ? 0 : languageWeights(language) * (variants.some(({ id }) => id === "F32") ? 4 : 2);
			return [bytes, bytes];
		}
		case "gguf":
			return language === null ? [0, 0] : [languageBytes(language, "Q4_K"), languageBytes(language, "F16")];
		case "esm2": {
			const bytes = protein === null ? 0 : (encoder + headWeights(protein)) * 4;
			return [bytes, bytes];
		}
	}
}

function adapter(features: number, language: LanguageShape | null): number {
	return language === null ? 0 : (features + 1) * language.width;
}

/** Of ESM-2's heads, which its publisher's files hold as well: for masked residues (33 letters) and contacts, and unused positions. */
function headWeights({ layers, width, heads }: NonNullable<CatalogModel["protein"]>): number {
	return width * width + 3 * width + 33 + layers * heads + 1 + 1026 * width;
}
