import { build } from "esbuild";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ProteinToHost, ProteinToView } from "../../../webview/protocol/protein.ts";
import type { StructureData } from "../../../webview/protocol/structure.ts";
import { ProteinLink } from "../../../src/preview/protein/link.ts";
import type { Entity } from "../../../src/science/entity.ts";
import { MotifClient } from "../../../src/science/protein/motifClient.ts";
import { readStructure } from "../../../src/science/structure/readStructure.ts";
import type { HarnessPage, ServedPage } from "./harness.ts";

export const proteinPage: ServedPage = { name: "protein", entry: "webview/protein/main.ts", element: "protein-page", module: true };

export type ProteinHarnessPage = HarnessPage<ProteinToHost, ProteinToView>;

const root = path.resolve(import.meta.dirname, "../../..");

/** A worker's bundle as esbuild.mjs makes it, in a folder that is removed by `dispose`. */
export async function bundledWorker(entry: string): Promise<{ readonly file: string; dispose(): Promise<void> }> {
	const folder = await mkdtemp(path.join(tmpdir(), "biomedgpt-worker-"));
	const file = path.join(folder, "worker.js");
	await build({ absWorkingDir: root, entryPoints: [entry], outfile: file, bundle: true, platform: "node", format: "cjs" });
	return { file, dispose: () => rm(folder, { recursive: true, force: true }) };
}

export interface Asked {
	readonly entity: Entity;
	readonly origin: string | undefined;
}

/** The product's own host side, linked with a page in the browser as VS Code links them. */
export function linked(page: ProteinHarnessPage, workerFile: string, asked: Asked[]): ProteinLink {
	const webview = {
		onDidReceiveMessage: (listener: (message: unknown) => void) => {
			page.onMessage = listener;
			return { dispose: () => undefined };
		},
		postMessage: async (message: unknown) => {
			await page.post(message as ProteinToView);
			return true;
		},
	};
	return new ProteinLink(webview as unknown as ConstructorParameters<typeof ProteinLink>[0], {
		ask: async (entity, origin) => void asked.push({ entity, origin }),
		motifs: new MotifClient({ workerFile }),
		reopenAsText: async () => undefined,
		log: { warn: (text: string) => asked.push({ entity: { kind: "protein", sequence: text }, origin: "warning" }) },
	});
}

/** A file of the samples or of `../shared`, as the editor reads it. */
export async function structureOf(file: string): Promise<StructureData> {
	return readStructure(new Uint8Array(await readFile(path.resolve(root, file))), path.basename(file));
}
