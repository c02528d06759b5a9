import * as vscode from "vscode";
import type { MoleculeToView, SimilarModel } from "../../../webview/protocol/molecule.ts";
import { isDrawn } from "../../pages/drawable.ts";
import type { Molecule } from "../../science/entity.ts";
import { failureData } from "../../science/failure.ts";
import type { PlaceRange } from "../../science/recognition/located.ts";
import { limitText } from "../similarFiles.ts";
import type { SimilarMolecule, SimilarProgress } from "../similar.ts";
import type { Shown } from "./model.ts";

/** The list as it grows, best first. */
export type FindSimilar = (request: { readonly smiles: string; readonly signal: AbortSignal; readonly onProgress: (progress: SimilarProgress) => void }) => AsyncIterable<readonly SimilarMolecule[]>;

export type OpenPlace = (uri: string, range: PlaceRange) => Promise<void>;

export interface SimilarDesk {
	readonly find: FindSimilar;
	readonly openPlace: OpenPlace;
	readonly post: (message: MoleculeToView) => void;
}

type State = (MoleculeToView & { type: "similar" })["state"];

const nothingYet: SimilarProgress = { files: 0, molecules: 0, limits: [], method: "" };

/** Milliseconds between two messages about a search: a person reads no faster. */
const pause = 150;

/** The search for molecules like one, in the open workspace; one at a time. */
export class SimilarSearch {
	readonly #desk: SimilarDesk;
	readonly #shown: Shown;
	readonly #signal: AbortSignal;
	#abort: AbortController | undefined;
	#state: State | undefined;
	#found: readonly SimilarMolecule[] = [];
	#progress: SimilarProgress = nothingYet;
	#problem: string | undefined;
	#told = 0;

	constructor(desk: SimilarDesk, shown: Shown, signal: AbortSignal) {
		this.#desk = desk;
		this.#shown = shown;
		this.#signal = signal;
	}

	async start(): Promise<void> {
		this.#abort?.abort();
		const abort = (this.#abort = new AbortController());
		[this.#state, this.#found, this.#progress, this.#problem] = ["searching", [], nothingYet, undefined];
		this.tell();
		try {
			await this.#read(abort);
			this.#end(abort, "done", undefined);
		} catch (error) {
			// What was found before it was stopped stays.
			this.#end(abort, abort.signal.aborted ? "done" : "failed", abort.signal.aborted ? vscode.l10n.t("Stopped.") : failureData(error).message);
		}
	}

	cancel(): void {
		this.#abort?.abort();
	}

	/** Opens the file of something found. */
	async open(id: number): Promise<void> {
		const found = this.#found[id];
		if (found !== undefined) {
			await this.#desk.openPlace(found.uri, found.range);
		}
	}

	molecule(id: number): { readonly molecule: Molecule; readonly origin: string } | undefined {
		const found = this.#found[id];
		return found && { molecule: { kind: "molecule", smiles: found.smiles, name: found.name || undefined }, origin: found.label };
	}

	/** Tells the page where the search is; nothing where there was none. */
	tell(): void {
		if (this.#state === undefined) {
			return;
		}
		this.#told = Date.now();
		const { files, molecules, limits, method } = this.#progress;
		const progress = vscode.l10n.t("{0} molecules in {1} files", molecules.toLocaleString(vscode.env.language), files.toLocaleString(vscode.env.language));
		this.#desk.post({ type: "similar", id: this.#shown.id, state: this.#state, progress, found: this.#found.map(similarModel), method, note: limits.map(limitText).join(" "), problem: this.#problem });
	}

	async #read(abort: AbortController): Promise<void> {
		const onProgress = (progress: SimilarProgress): void => {
			this.#progress = progress;
			this.#tellNowAndThen(abort);
		};
		for await (const found of this.#desk.find({ smiles: this.#shown.molecule.smiles, signal: AbortSignal.any([abort.signal, this.#signal]), onProgress })) {
			if (abort.signal.aborted) {
				break;
			}
			this.#found = found;
			this.#tellNowAndThen(abort);
		}
		abort.signal.throwIfAborted();
	}

	#tellNowAndThen(abort: AbortController): void {
		if (this.#abort === abort && !abort.signal.aborted && !this.#signal.aborted && Date.now() - this.#told >= pause) {
			this.tell();
		}
	}

	/** A search that was started anew, or whose molecule is gone, ends in silence. */
	#end(abort: AbortController, state: State, problem: string | undefined): void {
		if (this.#abort === abort && !this.#signal.aborted) {
			[this.#state, this.#problem] = [state, problem];
			this.tell();
		}
	}
}

function similarModel({ smiles, name, label, tanimoto, count }: SimilarMolecule, id: number): SimilarModel {
	return { id, name, smiles, drawable: isDrawn(smiles) === "yes", tanimoto: tanimoto.toFixed(2), label: count === 1 ? label : vscode.l10n.t("{0}, and {1} more", label, count - 1) };
}
