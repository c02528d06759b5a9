import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Failure } from "../../science/failure.ts";
import { shown } from "./words.ts";

/** What to look for in a folder: the names that Hugging Face gives come first, then whatever there is one of. */
const WANTED: readonly RegExp[] = [
	/^model\.safetensors\.index\.json$/,
	/^model\.safetensors$/,
	/^pytorch_model\.bin\.index\.json$/,
	/^pytorch_model\.bin$/,
	/\.safetensors\.index\.json$/,
	/\.safetensors$/,
	/\.bin\.index\.json$/,
	/\.pth$/,
	/\.(?:pt|bin)$/,
];
const SHARD = /^(?<stem>.+)-\d{5}-of-\d{5}\.(?<ending>safetensors|bin)$/;

/** The file that a person means: the one that was chosen, the checkpoint in a chosen folder, the index of a chosen shard. */
export async function chosenFile(chosen: string): Promise<string> {
	const name = shown(path.basename(chosen));
	const info = await stat(chosen).catch((error: unknown) => {
		throw new Failure("missing-file", `${name} cannot be found. Choose the checkpoint again.`, { detail: `${chosen}: ${String(error)}`, cause: error });
	});
	const file = info.isDirectory() ? path.join(chosen, await checkpointIn(chosen)) : chosen;
	const { stem, ending } = SHARD.exec(path.basename(file))?.groups ?? {};
	return stem === undefined ? file : path.join(path.dirname(file), `${stem}.${ending}.index.json`);
}

async function checkpointIn(folder: string): Promise<string> {
	const where = shown(path.basename(folder));
	const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
		throw new Failure("unreadable-file", `The folder ${where} cannot be read. Check its permissions, or choose another one.`, { detail: `${folder}: ${String(error)}`, cause: error });
	});
	const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
	for (const wanted of WANTED) {
		const found = names.filter((name) => wanted.test(name));
		const [first] = found;
		if (first === undefined) {
			continue;
		}
		const stems = new Set(found.map((name) => SHARD.exec(name)?.groups?.["stem"] ?? name));
		if (stems.size > 1) {
			throw new Failure("bad-layout", `The folder ${where} holds several checkpoints (${found.slice(0, 3).map(shown).join(", ")}${found.length > 3 ? ", …" : ""}). Choose one of these files instead of the folder.`);
		}
		return first;
	}
	throw new Failure("missing-file", `The folder ${where} holds no checkpoint (.safetensors, .pth, .pt or .bin). Choose the folder or the file with the model's weights.`, { detail: folder });
}
