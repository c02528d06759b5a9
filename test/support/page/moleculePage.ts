import type { MoleculeToHost, MoleculeToView } from "../../../webview/protocol/molecule.ts";
import type { Chemistry } from "../../../src/science/chemistry.ts";
import type { Entity, Molecule } from "../../../src/science/entity.ts";
import { type MoleculeDesk, MoleculeSession } from "../../../src/preview/molecule/session.ts";
import type { HarnessPage, ServedPage } from "./harness.ts";

export const moleculePage: ServedPage = { name: "molecule", entry: "webview/molecule/main.ts", element: "molecule-page", module: true };

export type MoleculeHarnessPage = HarnessPage<MoleculeToHost, MoleculeToView>;

/** What a panel did to the rest of VS Code. */
export interface Done {
	readonly asked: { readonly entity: Entity; readonly origin: string | undefined }[];
	readonly copied: string[];
	readonly saved: { readonly file: string; readonly content: Uint8Array }[];
	readonly opened: string[];
	title: string;
}

/** A page with the extension's own session behind it, and real chemistry; only VS Code is not there. */
export function serve(page: MoleculeHarnessPage, chemistry: Chemistry, molecule: Molecule, origin = "", more: Partial<MoleculeDesk> = {}): { readonly session: MoleculeSession; readonly done: Done } {
	const done: Done = { asked: [], copied: [], saved: [], opened: [], title: "" };
	const desk: MoleculeDesk = {
		chemistry,
		conformers: { conformer: () => Promise.reject(new Error("no conformers in this test")) },
		findSimilar: async function* () {},
		ask: async (entity, from) => void done.asked.push({ entity, origin: from }),
		copy: async (text) => void done.copied.push(text),
		save: async ({ name, extension }, content) => void done.saved.push({ file: `${name}.${extension}`, content }),
		openPlace: async (uri, { start }) => void done.opened.push(`${uri}:${start.line + 1}`),
		...more,
	};
	// Messages of a page that the test has closed go nowhere.
	const session = new MoleculeSession(desk, { post: (message) => void page.post(message), setTitle: (title) => (done.title = title) }, molecule, origin);
	page.onMessage = (message) => session.receive(message);
	for (const message of page.sent) {
		session.receive(message);
	}
	return { session, done };
}
