import { createReadStream } from "node:fs";
import { realpath } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { Draft } from "../annotation/draft.ts";
import { Failure } from "../science/failure.ts";
import type { NewFile, ToolFile, ToolFiles } from "../tools/tool.ts";

/** `workspace.fs` gives a file of a virtual workspace as a whole, and the extension host holds it (bytes). */
const LARGEST = 50_000_000;
/** Bytes that are looked at in one go: some 10 ms. */
const CHUNK = 1 << 18;

export interface FoundFile {
	readonly uri: vscode.Uri;
	/** It lies in a folder of the workspace, and no link leads out of it. */
	readonly inside: boolean;
}

/** Files as agents name them: a path in the workspace, an absolute path, or a URI. */
export class WorkspaceFiles implements ToolFiles {
	/**
	 * Which file is meant, and whether it belongs to the workspace.
	 *
	 * @throws Failure `invalid-input`, `file-missing`
	 */
	async find(file: string): Promise<FoundFile> {
		for (const candidate of candidates(file)) {
			if (await exists(candidate)) {
				return { uri: candidate, inside: await isInside(candidate) };
			}
		}
		throw new Failure("file-missing", vscode.l10n.t("There is no file {0} in the workspace. Give its path from the workspace folder, or its URI.", file.slice(0, 300)));
	}

	async open(file: string): Promise<ToolFile> {
		const { uri } = await this.find(file);
		const { size, type } = await vscode.workspace.fs.stat(uri);
		if ((type & vscode.FileType.File) === 0) {
			// A pipe or a device would keep the reader waiting for ever, too.
			throw new Failure("is-folder", vscode.l10n.t("{0} is no file. Give one of the files in it.", file.slice(0, 300)));
		}
		const name = path.posix.basename(uri.path);
		if (uri.scheme === "file") {
			return { name, bytes: streamOf(uri.fsPath) };
		}
		if (size > LARGEST) {
			throw new Failure("file-too-large", vscode.l10n.t("{0} has {1} MB and is not on this machine; such files are read up to {2} MB. Copy it to a folder on this machine.", file.slice(0, 300), Math.round(size / 1e6), LARGEST / 1e6));
		}
		return { name, bytes: chunksOf(await vscode.workspace.fs.readFile(uri)) };
	}

	async create(file: string, name: string): Promise<NewFile> {
		const { uri } = await this.find(file);
		if (uri.scheme !== "file") {
			throw new Failure("not-writable", vscode.l10n.t("{0} is not in a folder of this machine, so nothing can be written beside it. Copy it to one.", file.slice(0, 300)));
		}
		return Draft.at(path.join(path.dirname(await realpath(uri.fsPath)), name));
	}
}

/** Relative paths are looked for in each folder, also with the name of the folder before them, as VS Code shows them. */
function candidates(file: string): vscode.Uri[] {
	if (/^[a-z][a-z\d+.-]+:\/\//i.test(file)) {
		const uri = parsed(file);
		// `file:///workspace/../secret` is outside, whatever it begins with.
		return [uri.with({ path: path.posix.normalize(uri.path) })];
	}
	if (path.isAbsolute(file)) {
		return [vscode.Uri.file(path.normalize(file))];
	}
	return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri, name }) => {
		const plain = file.replaceAll("\\", "/");
		return [vscode.Uri.joinPath(uri, plain), ...(plain.startsWith(`${name}/`) ? [vscode.Uri.joinPath(uri, plain.slice(name.length + 1))] : [])];
	});
}

function parsed(file: string): vscode.Uri {
	try {
		return vscode.Uri.parse(file, true);
	} catch (error) {
		throw new Failure("invalid-input", vscode.l10n.t("{0} is no URI. Give the file’s path from the workspace folder.", file.slice(0, 300)), { cause: error });
	}
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	try {
		await vscode.workspace.fs.stat(uri);
		return true;
	} catch {
		return false;
	}
}

async function isInside(uri: vscode.Uri): Promise<boolean> {
	const folder = vscode.workspace.getWorkspaceFolder(uri);
	if (folder === undefined || uri.scheme !== "file") {
		return folder !== undefined;
	}
	const [file, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
	return file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}

async function* streamOf(file: string): AsyncGenerator<Uint8Array> {
	try {
		for await (const chunk of createReadStream(file, { highWaterMark: CHUNK }) as AsyncIterable<Uint8Array>) {
			yield chunk;
		}
	} catch (error) {
		throw new Failure("not-readable", vscode.l10n.t("{0} cannot be read. Check that you have the permission, and that its disk is there.", path.basename(file)), { detail: String(error), cause: error });
	}
}

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += CHUNK) {
		yield bytes.subarray(start, start + CHUNK);
	}
}
