import { stat } from "node:fs/promises";
import path from "node:path";
import { licenceText, publishedAs, readCatalog, type CatalogFile, type CatalogModel, type CatalogVariant } from "../inference/bundle/catalog.ts";
import { consentTo, type Consent } from "../inference/bundle/consent.ts";
import { fetchModel, type FetchedModel, type FetchProgress } from "../inference/bundle/fetchModel.ts";
import type { ModelStore } from "../inference/bundle/store.ts";
import { Failure } from "../science/failure.ts";
import type { DownloadArguments } from "./modelsArguments.ts";
import { endOf, imported, requireFree } from "./modelsImport.ts";
import type { Ended, ModelsCommandServices } from "./modelsServices.ts";
import type { ByteProgress } from "./progressBar.ts";
import { usage } from "./usage.ts";

/**
 * `biomedgpt models download`: fetches a model of the catalogue, and imports it where all of its files are there.
 *
 * Nothing is asked of the network before somebody has accepted the licence. Stopped or broken off, the same command goes on.
 */
export async function downloadModel(args: DownloadArguments, store: ModelStore, services: ModelsCommandServices): Promise<Ended> {
	const model = modelOf(args.id, (await readCatalog(services.models.catalogFile)).models);
	const variant = variantOf(args.variant, model);
	if (args.use && model.format === "esm2") {
		throw usage(`${model.title} is an encoder and cannot answer: download it without --use.`);
	}
	await requireFree(args.request.name, services.models.folder);
	const consent = await consented(args, model, store, services);
	const { folder, missing } = await fetched(model, variant, consent, store, services);
	const needed = await stillMissing(folder, missing);
	if (needed.length > 0) {
		throw byHand(model, folder, needed);
	}
	if (args.filesOnly || model.format === "esm2") {
		const why = model.format === "esm2" ? ` It is an encoder and answers nothing by itself: biomedgpt models import ${folder} makes a model for vectors of it, and biomedgpt models import CHECKPOINT --protein-from ${model.id} takes it where a BioMedGPT checkpoint comes without one.` : "";
		return { sentence: `The files of ${model.title} are in ${folder}.${why}`, numbers: { downloaded: model.id, folder } };
	}
	const installed = await imported({ ...args.request, source: folder, published: publishedAs(model) }, services);
	await store.discardDownload(model, variant);
	return endOf(installed, args.use, store, services);
}

function modelOf(id: string, models: readonly CatalogModel[]): CatalogModel {
	const found = models.find((model) => model.id === id);
	if (found === undefined) {
		throw usage(`The catalogue has no model “${id.slice(0, 100)}”, but ${models.map((model) => model.id).join(", ")}.`);
	}
	return found;
}

function variantOf(id: string | undefined, { title, variants }: CatalogModel): CatalogVariant {
	const found = id === undefined ? (variants.length === 1 ? variants[0] : undefined) : variants.find((variant) => variant.id === id);
	if (found === undefined) {
		throw usage(`${title} comes as ${variants.map((variant) => variant.id).join(", ")}: choose one with --variant.`);
	}
	return found;
}

/** Shows the terms, and does not go on without a yes. Who has accepted these very terms before is not asked again. */
async function consented({ acceptLicence }: DownloadArguments, model: CatalogModel, store: ModelStore, { models, voice, signal }: ModelsCommandServices): Promise<Consent> {
	const earlier = await store.consentFor(model);
	if (earlier !== undefined) {
		return earlier;
	}
	voice.remark(licenceText(model));
	if (acceptLicence) {
		return consentTo(model);
	}
	if (models.question === undefined) {
		throw new Failure("licence-not-accepted", "Nothing was downloaded. Read the terms above; if you accept them, give the same command with --accept-licence.");
	}
	const answer = await models.question("Do you accept these terms? Type yes to download: ", signal).catch((error: unknown) => {
		throw signal.aborted ? new Failure("cancelled", "Stopped. Nothing was downloaded.", { cause: error }) : error;
	});
	if (!/^\s*y(?:es)?\s*$/i.test(answer)) {
		throw new Failure("licence-not-accepted", "Nothing was downloaded, since the terms were not accepted.");
	}
	return consentTo(model);
}

async function fetched(model: CatalogModel, variant: CatalogVariant, consent: Consent, store: ModelStore, { models, voice, signal }: ModelsCommandServices): Promise<FetchedModel> {
	const clock = new Clock();
	try {
		return await fetchModel(store, model, variant, {
			consent,
			fetch: await models.fetch(),
			signal,
			report: (progress) => voice.bytes(clock.look(progress)),
			notice: ({ sentence }) => voice.remark(sentence),
		});
	} catch (error) {
		if (signal.aborted) {
			throw new Failure("cancelled", "Stopped. What came is kept: the same command goes on with it.", { cause: error });
		}
		throw error instanceof Failure && error.code === "download-by-hand" ? new Failure(error.code, [`${model.title} cannot be downloaded from here.`, ...model.instructions, "“I have the files” is: biomedgpt models import PATH"].join("\n")) : error;
	}
}

/** What has no address may have been put into its place by hand. */
async function stillMissing(folder: string, files: readonly CatalogFile[]): Promise<readonly CatalogFile[]> {
	const there = await Promise.all(files.map((file) => stat(path.join(folder, file.path)).then((info) => info.isFile(), () => false)));
	return files.filter((_, index) => there[index] === false);
}

/** No success: whatever comes next in a script wants the model. */
function byHand({ title, instructions }: CatalogModel, folder: string, missing: readonly CatalogFile[]): Failure {
	const names = missing.map((file) => file.path).join(", ");
	return new Failure("download-by-hand", [`What can be downloaded of ${title} is in ${folder}. Still missing there: ${names}.`, ...instructions, "With these files in that folder, give the same command again."].join("\n"));
}

/** Milliseconds before the first estimate. */
const SETTLED = 2000;

/** Tells the time that is left from what came since it was started; what was there before took none. */
class Clock {
	#first: { readonly at: number; readonly done: number } | undefined;

	look({ phase, file, number, of, done, total }: FetchProgress): ByteProgress {
		const at = performance.now();
		this.#first ??= { at, done };
		const [elapsed, came] = [at - this.#first.at, done - this.#first.done];
		return {
			phase,
			title: `${phase === "checking" ? "Checking" : "Downloading"} ${file}${of === 1 ? "" : ` (${number} of ${of})`}`,
			done,
			total,
			share: total === null ? undefined : Math.min(1, done / total),
			secondsLeft: total === null || elapsed < SETTLED || came <= 0 ? undefined : (Math.max(0, total - done) * elapsed) / came / 1000,
		};
	}
}
