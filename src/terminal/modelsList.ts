import { totalmem } from "node:os";
import { amountOf, usualWays, type Written } from "../inference/bundle/amounts.ts";
import { canBeDownloaded, type Catalog, type CatalogModel, type CatalogVariant } from "../inference/bundle/catalog.ts";
import { identityIn, readBundle, speaks, type Manifest } from "../inference/bundle/manifest.ts";
import { FigureBook, type KeptFigure } from "../inference/bundle/figureBook.ts";
import { memoryNeeded } from "../inference/bundle/memory.ts";
import { inUnits } from "../inference/bundle/sizes.ts";
import { KEPT, type ModelStore, type RemovedModel } from "../inference/bundle/store.ts";
import type { FailureData } from "../science/failure.ts";
import { failureData } from "../science/failure.ts";
import { EMBEDDED } from "./modelsArguments.ts";

interface Listed {
	readonly name: string;
	readonly bytes: number;
	readonly manifest: Manifest | undefined;
	readonly failure: FailureData | undefined;
	/** What it reached on benchmarks that were run here. */
	readonly figures: readonly KeptFigure[];
}

export interface Survey {
	readonly folder: string;
	readonly used: string;
	/** The embedded one comes first. */
	readonly installed: readonly Listed[];
	readonly available: readonly CatalogModel[];
	readonly removed: readonly RemovedModel[];
}

export interface Places {
	readonly folder: string;
	readonly embedded: string;
	/** Name of the model that answers. */
	readonly used: string;
}

/** What is installed, can be installed, and can be brought back. */
export async function surveyModels(store: ModelStore, catalog: Catalog, { folder, embedded, used }: Places): Promise<Survey> {
	const { manifest } = await readBundle(embedded);
	const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
	const book = new FigureBook(folder);
	const found = [{ name: EMBEDDED, bytes, manifest, failure: undefined }, ...(await store.list()).map((model) => ({ ...model, failure: model.failure && failureData(model.failure) }))];
	const installed = await Promise.all(found.map(async (model): Promise<Listed> => ({ ...model, figures: model.manifest === undefined ? [] : await book.read(identityIn(model.manifest)) })));
	const lost = installed.some(({ name }) => name === used) ? [] : [gone(used)];
	return { folder, used, installed: [...installed, ...lost], available: catalog.models, removed: await store.removed() };
}

/** Chosen, and taken away by somebody else's hand. */
function gone(name: string): Listed {
	return { name, bytes: 0, manifest: undefined, figures: [], failure: { code: "used-model-missing", message: "This model was chosen, but is no longer there. Choose another one." } };
}

/** The same for people. */
export function modelsText({ folder, used, installed, available, removed }: Survey): string {
	const widest = Math.max(...installed.map(({ name }) => name.length));
	return [
		`Installed in ${folder} (* answers):`,
		...installed.flatMap(({ name, bytes, manifest, failure, figures }) => [`${name === used ? "*" : " "} ${name.padEnd(widest)}  ${inUnits(bytes).padStart(10)}  ${failure === undefined ? described(name, manifest) : `cannot be used: ${failure.message}`}`, ...figures.map((figure) => `    ${figureText(figure)}`)]),
		"",
		"Can be installed (biomedgpt models download NAME, or import PATH where you have the files):",
		...available.flatMap(offered),
		...(removed.length === 0 ? [] : ["", "Removed (biomedgpt models remove --undo NAME brings back, biomedgpt models empty ends for good):"]),
		...removed.map((model) => `  ${model.name}  ${inUnits(model.bytes)}  until ${new Date(model.removed + KEPT).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })} or later`),
		"",
	].join("\n");
}

function figureText({ benchmark, label, value, isShare, rows, finished }: KeptFigure): string {
	return `${benchmark}: ${label} ${isShare ? `${(100 * value).toFixed(1)} %` : value.toFixed(3)}, of ${rows.toLocaleString("en")}, evaluated on ${finished.slice(0, 10)}`;
}

/** The same for programs; bytes, and `null` where something is not known. */
export function modelsInJson({ folder, used, installed, available, removed }: Survey): object {
	return {
		folder,
		used,
		installed: installed.map(({ name, bytes, manifest, failure, figures }) => ({
			name, bytes, title: manifest?.title ?? null, version: manifest?.version ?? null, licence: manifest?.licence ?? null, weights: manifest?.origin?.weights ?? null, origin: manifest?.origin?.catalogue ?? null,
			figures,
			failure: failure === undefined ? null : { code: failure.code, message: failure.message },
		})),
		available: available.map((model) => ({
			id: model.id, title: model.title, publisher: model.publisher.name, licences: model.licences.map(({ name }) => name), abilities: model.abilities,
			variants: model.variants.map((variant) => ({ id: variant.id, bytes: bytesOf(variant), aboutBytes: amountOf(model, variant), downloadable: canBeDownloaded(variant), memory: memoryOf(model, variant) })),
			ways: usualWays(model),
		})),
		removed: removed.map(({ name, bytes, removed: at }) => ({ name, bytes, removed: new Date(at).toISOString() })),
	};
}

function described(name: string, manifest: Manifest | undefined): string {
	const silent = manifest && !speaks(manifest) ? `: ${manifest.protein ? "protein" : "molecule"} encoder, embeddings and no answers` : "";
	const weights = Object.entries(manifest?.origin?.weights ?? {}).map(([part, type]) => `${part} ${type}`).join(", ");
	const remark = name === EMBEDDED ? "embedded" : weights;
	return `${manifest?.title ?? name}${remark === "" ? "" : ` (${remark})`}${silent}`;
}

function offered(model: CatalogModel): string[] {
	const { id, title, abilities, licences, variants } = model;
	const memory = Math.min(...variants.map((variant) => memoryOf(model, variant)));
	const ways = usualWays(model);
	const fits = memory <= totalmem() ? "" : ", more than this machine has";
	return [
		`  ${id}: ${title} (${abilities.join(", ")})`,
		`      ${variants.map((variant) => amount(model, variant)).join("; ")}`,
		`      ${ways.length === 0 ? `from ${inUnits(memory)} of memory` : `about ${ways.map((way, index) => `${inUnits(way.memory)}${index === 0 ? " of memory" : ""} as ${writtenAs(way)}`).join(", ")}`}${fits}; licence: ${[...new Set(licences.map(({ name }) => name))].join(" / ")}`,
	];
}

function amount(model: CatalogModel, variant: CatalogVariant): string {
	const named = model.variants.length > 1;
	const { least, most, estimated } = amountOf(model, variant);
	const size = `${estimated ? "about " : ""}${least === most ? inUnits(least) : `${inUnits(least)} to ${inUnits(most)}`}`;
	const reachable = variant.files.filter(({ url }) => url !== null).length;
	const how = reachable === variant.files.length ? "" : reachable === 0 ? ", by hand" : ", partly by hand";
	return `${named ? `${variant.id} ` : ""}${size}${how}`;
}

/** How parts are written: `Q4_K + int8`. */
function writtenAs({ language, protein }: Written): string {
	return [language, protein].filter((format) => format !== undefined).join(" + ");
}

/** Of all files; null where one has no known size. */
function bytesOf({ files }: CatalogVariant): number | null {
	return files.reduce<number | null>((sum, { bytes, approximateBytes }) => {
		const size = bytes ?? approximateBytes;
		return sum === null || size === null ? null : sum + size;
	}, 0);
}

/** Bytes that it takes with the smallest weights that the import writes, nearly. */
function memoryOf(model: CatalogModel, variant: CatalogVariant): number {
	return Math.round(memoryNeeded(model, { language: "Q4_K", protein: "int8", variant }).answering);
}
