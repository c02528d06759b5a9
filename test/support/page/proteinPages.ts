import { afterEach, expect } from "vitest";
import type { ProteinLink } from "../../../src/preview/protein/link.ts";
import type { Subject } from "../../../src/preview/protein/subject.ts";
import { started } from "../started.ts";
import { chromiumPath, Harness } from "./harness.ts";
import { type Asked, bundledWorker, linked, proteinPage, type ProteinHarnessPage } from "./proteinHost.ts";

export interface ProteinPages {
	/** Opens an empty page: `serve` says what it shows. */
	readonly show: (look: Parameters<Harness["open"]>[0]) => Promise<ProteinHarnessPage>;
	/** Links the page that was opened with the product's own host side, which opens a subject; `asked` grows with what people ask about. */
	readonly serve: (subject: Subject) => { readonly link: ProteinLink; readonly asked: Asked[] };
}

/**
 * Protein pages for the tests of a `describe`, in one browser: after each test the page must have nothing to complain of, and is
 * closed. Call it there, outside of the tests.
 */
export function proteinPages(): ProteinPages {
	const harness = started(() => Harness.start({}, chromiumPath, proteinPage));
	const worker = started(() => bundledWorker("src/science/protein/motifWorker.ts"));
	let shown: ProteinHarnessPage;
	let link: ProteinLink;
	afterEach(async () => {
		expect(shown.complaints).toEqual([]);
		link.dispose();
		await shown.page.close();
	});
	return {
		show: async (look) => (shown = await harness().open(look)),
		serve: (subject) => {
			const asked: Asked[] = [];
			link = linked(shown, worker().file, asked);
			link.open(subject, false);
			link.receive({ type: "ready" });
			return { link, asked };
		},
	};
}
