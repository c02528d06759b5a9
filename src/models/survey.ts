import { amountOf, usualWays, type Amount, type Written } from "../inference/bundle/amounts.ts";
import { canBeDownloaded, type Catalog, type CatalogModel, type CatalogVariant } from "../inference/bundle/catalog.ts";
import { fetchedBytes } from "../inference/bundle/fetchModel.ts";
import { identityIn, readBundle, type Manifest } from "../inference/bundle/manifest.ts";
import type { FigureBook, KeptFigure } from "../inference/bundle/figureBook.ts";
import { memoryNeeded } from "../inference/bundle/memory.ts";
import type { ModelStore, RemovedModel } from "../inference/bundle/store.ts";
import { memoryWhenAnswering } from "../inference/runtime/memoryWhenAnswering.ts";
import { Failure, failureData, type FailureData } from "../science/failure.ts";
import { EMBEDDED } from "./active.ts";

/** A model that can be asked, or could if nothing were wrong with it. */
export interface InstalledEntry {
	/** Name of its folder; {@link EMBEDDED} for the one that comes with the extension. */
	readonly name: string;
	readonly embedded: boolean;
	readonly title: string;
	readonly directory: string;
	/** On the disk. */
	readonly bytes: number;
	/** How language model and protein encoder are written, e.g. `Q4_K` and `int8`; empty where nothing says so. */
	readonly weights: readonly string[];
	/** Bytes of memory that it takes when it answers, nearly; undefined where it cannot be read. */
	readonly memory: number | undefined;
	readonly manifest: Manifest | undefined;
	/** What it reached on benchmarks that were run here, the latest first. */
	readonly figures: readonly KeptFigure[];
	/** Why it cannot be used. */
	readonly failure: FailureData | undefined;
}

/** A model of the catalogue. */
export interface AvailableEntry {
	readonly model: CatalogModel;
	readonly variants: readonly VariantEntry[];
	/** Bytes that the least demanding way to have it takes when it answers. */
	readonly memory: number;
	/** What it takes as an import can write it; empty where its files are taken as they are. */
	readonly ways: readonly Written[];
	/** Whether all, some or none of the files of its variants have an address. */
	readonly reachable: "all" | "some" | "none";
}

export interface VariantEntry {
	readonly variant: CatalogVariant;
	/** Of all files. */
	readonly amount: Amount;
	/** Of those that a download brings. */
	readonly comes: Amount;
	/** Bytes that an earlier download has brought. */
	readonly here: number;
	/** Whether all files have an address. */
	readonly downloadable: boolean;
	readonly memory: number;
}

/** What is installed, can be installed, and can be brought back. */
export interface Survey {
	/** The embedded one comes first. */
	readonly installed: readonly InstalledEntry[];
	readonly available: readonly AvailableEntry[];
	readonly removed: readonly RemovedModel[];
}

/** Looks what is there. Fails with what the catalogue and the models' folder fail with; a model that is broken is listed. */
export async function survey(store: ModelStore, catalog: Catalog, { embedded, figures }: { readonly embedded: string; readonly figures: FigureBook }): Promise<Survey> {
	const [installed, available, removed] = await Promise.all([store.list(), Promise.all(catalog.models.map((model) => availableEntry(model, store))), store.removed()]);
	return {
		installed: await Promise.all([embeddedEntry(embedded), ...installed.map((model) => installedEntry({ ...model, embedded: false }))].map(async (entry) => measured(await entry, figures))),
		available,
		removed,
	};
}

type Unmeasured = Omit<InstalledEntry, "figures">;

async function measured(entry: Unmeasured, figures: FigureBook): Promise<InstalledEntry> {
	return { ...entry, figures: entry.manifest === undefined ? [] : await figures.read(identityIn(entry.manifest)) };
}

async function embeddedEntry(directory: string): Promise<Unmeasured> {
	try {
		const { manifest } = await readBundle(directory);
		return installedEntry({ name: EMBEDDED, embedded: true, directory, bytes: filesOf(manifest), manifest, failure: undefined });
	} catch (error) {
		return installedEntry({ name: EMBEDDED, embedded: true, directory, bytes: 0, manifest: undefined, failure: error instanceof Failure ? error : new Failure("unexpected", String(error), { cause: error }) });
	}
}

interface Found extends Pick<InstalledEntry, "name" | "embedded" | "directory" | "bytes" | "manifest"> {
	readonly failure: Failure | undefined;
}

async function installedEntry({ failure, ...found }: Found): Promise<Unmeasured> {
	const { manifest, name } = found;
	return {
		...found,
		title: manifest?.title ?? name,
		weights: [manifest?.origin?.weights.language, manifest?.origin?.weights.protein].filter((format) => format !== undefined),
		memory: manifest && (await memoryOf(found.directory, manifest)),
		failure: failure && failureData(failure),
	};
}

/** As the planner counts it, all on the processor and with the model's whole context; what its files take where they cannot be read. */
async function memoryOf(directory: string, manifest: Manifest): Promise<number> {
	return memoryWhenAnswering(directory, manifest).catch(() => filesOf(manifest));
}

function filesOf(manifest: Manifest): number {
	return Object.values(manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
}

async function availableEntry(model: CatalogModel, store: ModelStore): Promise<AvailableEntry> {
	const variants = await Promise.all(model.variants.map((variant) => variantEntry(model, variant, store)));
	const files = model.variants.flatMap((variant) => variant.files);
	const addressed = files.filter(({ url }) => url !== null).length;
	return { model, variants, memory: Math.min(...variants.map(({ memory }) => memory)), ways: usualWays(model), reachable: addressed === files.length ? "all" : addressed === 0 ? "none" : "some" };
}

async function variantEntry(model: CatalogModel, variant: CatalogVariant, store: ModelStore): Promise<VariantEntry> {
	return {
		variant,
		amount: amountOf(model, variant),
		comes: amountOf(model, { ...variant, files: variant.files.filter(({ url }) => url !== null) }),
		here: await fetchedBytes(store, model, variant),
		downloadable: canBeDownloaded(variant),
		// The smallest that an import writes.
		memory: memoryNeeded(model, { language: "Q4_K", protein: "int4", variant }).answering,
	};
}
