import { mkdir } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import type { CatalogFile, CatalogModel, CatalogVariant } from "./catalog.ts";
import type { Consent } from "./consent.ts";
import { download, downloadedBytes } from "./download.ts";
import { diskFailure } from "./download/failures.ts";
import type { Downloaded, DownloadNotice, DownloadOptions } from "./download/request.ts";
import { requireSpace } from "./download/space.ts";
import type { ModelStore } from "./store.ts";

export interface FetchOptions extends Omit<DownloadOptions, "licenceAccepted" | "report" | "notice"> {
	/** Checked and noted in the store before the first byte. */
	readonly consent: Consent;
	readonly report?: ((progress: FetchProgress) => void) | undefined;
	readonly notice?: ((notice: DownloadNotice, file: CatalogFile) => void) | undefined;
}

export interface FetchProgress {
	readonly phase: "checking" | "downloading";
	/** The file that comes, and its number from 1 among so many. */
	readonly file: string;
	readonly number: number;
	readonly of: number;
	/** Bytes of all files that are here. */
	readonly done: number;
	/** Of all files; rounded where the publisher's page rounds it, null where one of them has no known size. */
	readonly total: number | null;
}

export interface FetchedModel {
	/** What an import reads. */
	readonly folder: string;
	readonly files: readonly (Downloaded & { readonly path: string })[];
	/** What has no address and must be put into the folder by hand. */
	readonly missing: readonly CatalogFile[];
}

/**
 * Downloads what can be downloaded of a model, into the store's folder for it; what is there already is not fetched again.
 *
 * @throws Failure of {@link download}; `licence-not-accepted`; `download-by-hand` where no file of it has an address
 */
export async function fetchModel(store: ModelStore, model: CatalogModel, variant: CatalogVariant, options: FetchOptions): Promise<FetchedModel> {
	const { consent, report, notice, ...line } = options;
	await store.recordConsent(model, consent);
	const reachable = variant.files.flatMap((file) => (file.url === null ? [] : [{ ...file, url: file.url }]));
	if (reachable.length === 0) {
		throw new Failure("download-by-hand", `${model.title} cannot be downloaded from here. ${model.instructions.join(" ")}`);
	}
	const folder = store.downloadFolder(model, variant);
	await requireRoom(folder, reachable);
	const total = reachable.reduce<number | null>((sum, file) => (sum === null || sizeOf(file) === null ? null : sum + (sizeOf(file) ?? 0)), 0);
	const files: (Downloaded & { readonly path: string })[] = [];
	let before = 0;
	for (const [index, file] of reachable.entries()) {
		const { path: name, ...known } = file;
		const downloaded = await download(
			{ ...known, target: path.join(folder, name) },
			{
				...line,
				licenceAccepted: consent.licenceAccepted,
				report: report && (({ phase, done }) => report({ phase, file: name, number: index + 1, of: reachable.length, done: before + done, total })),
				notice: notice && ((each) => notice(each, file)),
			},
		);
		before += downloaded.bytes;
		files.push({ path: name, ...downloaded });
	}
	return { folder, files, missing: variant.files.filter(({ url }) => url === null) };
}

/** Bytes that are here of a model, from earlier tries; `total` as in {@link FetchProgress}. */
export async function fetchedBytes(store: ModelStore, model: CatalogModel, variant: CatalogVariant): Promise<number> {
	const here = await Promise.all(variant.files.map((file) => downloadedBytes(path.join(store.downloadFolder(model, variant), file.path))));
	return here.reduce((sum, bytes) => sum + bytes, 0);
}

/** Fails with `disk-full` before anything is asked of the network. */
async function requireRoom(folder: string, files: readonly CatalogFile[]): Promise<void> {
	await mkdir(folder, { recursive: true }).catch((error: unknown) => {
		throw diskFailure(error, folder);
	});
	let needed = 0;
	for (const file of files) {
		needed += Math.max(0, (sizeOf(file) ?? 0) - (await downloadedBytes(path.join(folder, file.path))));
	}
	await requireSpace(folder, needed);
}

function sizeOf({ bytes, approximateBytes }: CatalogFile): number | null {
	return bytes ?? approximateBytes;
}
