import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Draft } from "../annotation/draft.ts";
import { Failure } from "../science/failure.ts";
import type { NewFile, ToolFile, ToolFiles } from "../tools/tool.ts";
import { bytesOf } from "./sources.ts";

/** The files of the folders that the server was started for, and new ones beside them; nothing outside, also not by a link. */
export class FolderFiles implements ToolFiles {
	/** @param folders as they were given on the command line */
	constructor(private readonly folders: readonly string[]) {}

	/** A mistyped folder is told at once, not with the first file that is not found. */
	async check(): Promise<void> {
		for (const folder of this.folders) {
			if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
				throw new Failure("usage", `${folder} is no folder that can be read. Give an existing one with --folder.`);
			}
		}
	}

	async open(file: string): Promise<ToolFile> {
		const found = await this.real(file);
		return { name: path.basename(found), bytes: await bytesOf(found) };
	}

	/** Beside the file itself, where it is named by a link: so it cannot lie outside of the folders. */
	async create(file: string, name: string): Promise<NewFile> {
		return Draft.at(path.join(path.dirname(await this.real(file)), name));
	}

	private async real(file: string): Promise<string> {
		if (this.folders.length === 0) {
			throw new Failure("no-folder", "This server may read no files. Start it with --folder DIR to let agents read the files of a folder.");
		}
		const found = await this.find(pathOf(file));
		if (!(await stat(found)).isFile()) {
			// A pipe or a device would keep the search waiting for ever.
			throw new Failure("is-folder", `${file.slice(0, 300)} is no file. Give one of the files in it.`);
		}
		return found;
	}

	/** The file behind all links. What lies outside is never looked at further: not even whether it exists is told. */
	private async find(file: string): Promise<string> {
		for (const folder of this.folders) {
			const root = await realpath(folder).catch(() => undefined);
			const real = root === undefined ? undefined : await realpath(path.resolve(root, file)).catch(() => undefined);
			if (root !== undefined && real?.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
				return real;
			}
		}
		throw new Failure("file-missing", `There is no file ${file.slice(0, 300)} in the folders that this server may read: ${this.folders.join(", ")}. Give a path in one of them, or start the server with --folder for another.`);
	}
}

function pathOf(file: string): string {
	if (!/^file:\/\//i.test(file)) {
		return file;
	}
	try {
		return fileURLToPath(file);
	} catch (error) {
		throw new Failure("invalid-input", `${file.slice(0, 300)} is no address of a file on this machine. Give its path.`, { cause: error });
	}
}
