import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Failure } from "../../science/failure.ts";

const count = z.int().positive();
const sentence = z.string().min(1);
const identifier = z.string().regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, "must be lower-case letters, digits, dots and hyphens");
/** Only encrypted addresses: what is fetched becomes what people believe. */
const address = z.url({ protocol: /^https$/, error: "must be an https address" });
const relativeFile = z.string().regex(/^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/, "must be a path below the model's folder");

const fileSchema = z.strictObject({
	/** Where it belongs below the folder that is imported. */
	path: relativeFile,
	/** Null where it cannot be fetched by address; the instructions tell how one gets it. */
	url: address.nullable(),
	/** Exact size; null where it is not known. */
	bytes: count.nullable(),
	/** Size as the publisher's page rounds it, to two or three figures; null where it says none. */
	approximateBytes: count.nullable(),
	/** Lower-case hexadecimal; null where nobody has published one that we could confirm. */
	sha256: z.string().regex(/^[0-9a-f]{64}$/).nullable(),
});

const variantSchema = z.strictObject({
	/** Quantisation or number format as the publisher names it, e.g. `Q4_K_M`. */
	id: z.string().regex(/^[A-Za-z0-9][\w.-]*$/),
	files: z.array(fileSchema).min(1),
});

/** Shape of a decoder as its `config.json` has it. */
const languageSchema = z.strictObject({
	architecture: z.enum(["llama", "qwen2", "qwen3"]),
	layers: count,
	width: count,
	feedForward: count,
	heads: count,
	keyValueHeads: count,
	headWidth: count,
	/** Rows of the embedding table. */
	vocabulary: count,
	/** Whether the output layer is the embedding table. */
	tied: z.boolean(),
	/** Positions that the model was made for. */
	context: count,
});

/** Shape of an ESM-2 encoder; `maxTokens` includes `<cls>` and `<eos>`. */
const proteinSchema = z.strictObject({ layers: count, width: count, feedForward: count, heads: count, maxTokens: count });
/** Shape of a GIN encoder; the hidden layer of each MLP is twice as wide. */
const moleculeSchema = z.strictObject({ layers: count, width: count });

const modelSchema = z.strictObject({
	id: identifier,
	title: sentence,
	/** What it is, in a sentence or two. */
	summary: sentence,
	publisher: z.strictObject({ name: sentence, page: address }),
	/** Each statement about the licence with who makes it: they differ. */
	/** `statedBy` is null where no statement could be read. */
	licences: z.array(z.strictObject({ name: sentence, statedBy: sentence.nullable(), page: address.nullable() })).min(1),
	/** What the statements leave open or contradict, and what follows for a user. Empty where they agree. */
	licenceNotes: z.array(sentence),
	/** What it can be asked about; `embeddings` alone for an encoder. */
	abilities: z.array(z.enum(["molecules", "proteins", "text", "reasoning", "embeddings"])).min(1),
	/** How it reads molecules and proteins: by its encoders' vectors, or as SMILES and sequence in the prompt. Null where it reads none. */
	entitiesAs: z.enum(["soft-tokens", "text"]).nullable(),
	/** What the files are, for the import. */
	format: z.enum(["fusion", "language", "gguf", "esm2"]),
	language: languageSchema.nullable(),
	molecule: moleculeSchema.nullable(),
	protein: proteinSchema.nullable(),
	variants: z.array(variantSchema).min(1),
	/** How one gets the files without an address; a step each. */
	instructions: z.array(sentence),
	/** What one must know before believing an answer. */
	warning: sentence,
});

const catalogSchema = z.strictObject({ schema: z.literal(1), updated: z.iso.date(), models: z.array(modelSchema).min(1) });

export type CatalogFile = z.infer<typeof fileSchema>;
export type CatalogVariant = z.infer<typeof variantSchema>;
export type CatalogModel = z.infer<typeof modelSchema>;
/** The models a user can install. */
export type Catalog = z.infer<typeof catalogSchema>;
export type LanguageShape = z.infer<typeof languageSchema>;
export type ProteinShape = z.infer<typeof proteinSchema>;
export type MoleculeShape = z.infer<typeof moleculeSchema>;

/** Reads `models/catalog.json`; fails with `catalog-missing` or `catalog-broken`. */
export async function readCatalog(file: string): Promise<Catalog> {
	const text = await readFile(file, "utf8").catch((error: unknown) => {
		throw new Failure("catalog-missing", `The list of models cannot be read from ${file}. Install the extension again.`, { cause: error, detail: String(error) });
	});
	return parseCatalog(text, file);
}

/** Validates the text of a catalogue; `file` names it in the error. */
export function parseCatalog(text: string, file: string): Catalog {
	const broken = (reason: string): Failure => new Failure("catalog-broken", `The list of models ${file} is not valid: ${reason}. Install the extension again.`);
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		throw broken(`it is not JSON (${String(error)})`);
	}
	const result = catalogSchema.safeParse(data);
	if (!result.success) {
		const issue = result.error.issues[0];
		throw broken(`${issue?.path.join(".") || "the whole file"}: ${issue?.message ?? "unknown reason"}`);
	}
	const contradiction = repeated(result.data.models.map(({ id }) => id)) ?? result.data.models.map(contradictionIn).find((found) => found !== undefined);
	if (contradiction !== undefined) {
		throw broken(contradiction);
	}
	return result.data;
}

/** Whether all files of a variant have an address; otherwise somebody must bring those that have none. */
export function canBeDownloaded(variant: CatalogVariant): boolean {
	return variant.files.every(({ url }) => url !== null);
}

/** What a person accepts before the first byte: publisher, licences, their conflicts and the warning, as plain lines. */
export function licenceText({ title, publisher, licences, licenceNotes, warning }: CatalogModel): string {
	return [
		`${title}, published by ${publisher.name} (${publisher.page})`,
		...licences.map(({ name, statedBy, page }) => `Licence: ${name}${statedBy === null ? "" : `, according to ${statedBy}`}${page === null ? "" : ` (${page})`}`),
		...licenceNotes,
		warning,
	].join("\n");
}

/** What a model made of the downloaded files of this one is called, and its licence, as it was shown to whoever accepted it. */
export function publishedAs({ id, title, licences, warning }: CatalogModel): { readonly catalogue: string; readonly title: string; readonly licence: string; readonly warning: string } {
	return { catalogue: id, title, licence: licences.map(({ name, statedBy }) => (statedBy === null ? name : `${name} according to ${statedBy}`)).join("; "), warning };
}

/** SHA-256 of {@link licenceText}: an acceptance holds for this text only. */
export function licenceDigest(model: CatalogModel): string {
	return createHash("sha256").update(licenceText(model)).digest("hex");
}

/** What the schema cannot say: references between fields. */
function contradictionIn(model: CatalogModel): string | undefined {
	const { id, abilities, entitiesAs, language, molecule, protein, variants, instructions } = model;
	const files = variants.flatMap((variant) => variant.files);
	if (instructions.length === 0 && files.some(({ url }) => url === null)) {
		return `${id} has files without an address, and no instructions how to get them`;
	}
	if (files.some(({ bytes, approximateBytes }) => bytes !== null && approximateBytes !== null)) {
		return `${id} has a file with two sizes`;
	}
	if (language === null ? !abilities.every((ability) => ability === "embeddings") : !abilities.includes("text")) {
		return `${id} writes text without a language model, or has one and does not`;
	}
	const reads = abilities.includes("molecules") || abilities.includes("proteins");
	if (reads !== (entitiesAs !== null)) {
		return `${id} does not say how it reads molecules and proteins, or reads none`;
	}
	if (entitiesAs === "soft-tokens" && (abilities.includes("molecules") !== (molecule !== null) || abilities.includes("proteins") !== (protein !== null))) {
		return `${id} lacks an encoder for what it reads, or has one too many`;
	}
	return repeated(variants.map((variant) => `${id} ${variant.id}`)) ?? variants.map((variant) => repeated(variant.files.map((file) => `${id} ${variant.id} ${file.path}`.toLowerCase()))).find((found) => found !== undefined);
}

function repeated(names: readonly string[]): string | undefined {
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	return twice === undefined ? undefined : `${twice} is there twice`;
}
