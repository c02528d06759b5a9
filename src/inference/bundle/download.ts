import { mkdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { Lock } from "../lock.ts";
import { requireSize } from "./download/answer.ts";
import { diskFailure, nameOf } from "./download/failures.ts";
import { Part, partOf } from "./download/part.ts";
import type { Downloaded, DownloadOptions, DownloadRequest } from "./download/request.ts";
import { Transfer } from "./download/transfer.ts";
import { webAddress } from "./download/transport.ts";
import { sha256Of } from "./verify.ts";

/**
 * Downloads a file, from where an earlier try stopped if it is still the same file there.
 *
 * @throws Failure `licence-not-accepted`, `bad-address`, `download-*`, `disk-*`, `not-writable`; the signal's reason when cancelled.
 * What is here of the file is kept, unless it is wrong.
 */
export async function download(file: DownloadRequest, options: DownloadOptions): Promise<Downloaded> {
	if ((options.licenceAccepted as boolean | undefined) !== true) {
		throw new Failure("licence-not-accepted", `${nameOf(file.url)} is downloaded only after its licence was accepted. Read it, accept it, and download again.`);
	}
	webAddress(file.url);
	options.signal?.throwIfAborted();
	await mkdir(path.dirname(file.target), { recursive: true }).catch((error: unknown) => {
		throw diskFailure(error, file.target);
	});
	const lock = await Lock.take(`${file.target}.lock`, {
		held: () => new Failure("download-running", `Another window or command is downloading ${nameOf(file.url)} just now. Wait until it has finished, or stop it there.`),
		refused: (_, __, cause) => diskFailure(cause, file.target),
	});
	try {
		return (await already(file, options)) ?? (await new Transfer(file, options, await Part.open(file.target)).run());
	} finally {
		await lock.release();
	}
}

/** The whole file, where it is there and right; a wrong one goes. */
async function already({ target, bytes, sha256, approximateBytes, url }: DownloadRequest, { signal, notice }: DownloadOptions): Promise<Downloaded | undefined> {
	const size = await stat(target).then((info) => info.size, () => undefined);
	if (size === undefined) {
		return undefined;
	}
	const found = await sha256Of(target, signal);
	try {
		requireSize(size, { url, bytes, approximateBytes, sha256 });
	} catch {
		return gone();
	}
	return sha256 !== null && sha256 !== found ? gone() : { bytes: size, sha256: found, checkedWith: sha256 === null ? "nobody" : "catalogue" };

	async function gone(): Promise<undefined> {
		notice?.({ kind: "starts-over", reason: "damaged", sentence: `${nameOf(url)} is here but damaged; it is downloaded again.` });
		await rm(target, { force: true });
		return undefined;
	}
}

/** Bytes that earlier tries left of a file, for what a view tells before it is resumed. */
export async function downloadedBytes(target: string): Promise<number> {
	for (const file of [target, partOf(target)]) {
		const info = await stat(file).catch(() => undefined);
		if (info?.isFile()) {
			return info.size;
		}
	}
	return 0;
}
