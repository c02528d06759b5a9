/** A process that downloads a file and can be killed: `node downloadWorker.mjs URL TARGET [SHA256]`. */
import { download } from "../../src/inference/bundle/download.ts";
import { Failure } from "../../src/science/failure.ts";

const [url = "", target = "", sha256] = process.argv.slice(2);
try {
	const { bytes } = await download(
		{ url, target, bytes: null, approximateBytes: null, sha256: sha256 ?? null },
		{ licenceAccepted: true, fetch: globalThis.fetch, notice: ({ kind }) => process.stdout.write(`${kind}\n`) },
	);
	process.stdout.write(`done ${bytes}\n`);
} catch (error) {
	process.stdout.write(`${error instanceof Failure ? error.code : String(error)}\n`);
}
