import type { ProteinChain, ProteinModel, RememberedView } from "../protocol/protein.ts";
import { parseRememberedView } from "../protocol/protein.ts";
import { windows } from "./hydropathy.ts";
import type { Selection } from "./sequence.ts";

/** How a page is looked at. */
export interface Look {
	readonly chain: number;
	readonly window: number;
	readonly motif: string;
	readonly selection: Selection | undefined;
}

/** What VS Code gives back to a page that was hidden, and the protein that its panel is opened again with after a reload. */
export function memoryOf({ remember }: ProteinModel, { chain, window, motif, selection }: Look): object {
	const view: RememberedView = { chain, window, motif, anchor: selection?.anchor, focus: selection?.focus };
	return { ...remember, view };
}

/** As it was looked at before, as far as the protein still has that chain and those residues. */
export function rememberedLook(state: unknown, { chains }: ProteinModel): Look | undefined {
	const view = parseRememberedView(state);
	const chain = chains[view?.chain ?? -1];
	if (view === undefined || chain === undefined) {
		return undefined;
	}
	const { anchor, focus, motif } = view;
	return { chain: view.chain, window: windows.find((each) => each === view.window) ?? 9, motif, selection: anchor === undefined || focus === undefined ? undefined : within({ anchor, focus }, chain) };
}

/** The selection, unless the chain is shorter than it. */
export function within(selection: Selection | undefined, chain: ProteinChain | undefined): Selection | undefined {
	return selection !== undefined && Math.max(selection.anchor, selection.focus) < (chain?.letters.length ?? 0) ? selection : undefined;
}
