import * as vscode from "vscode";
import type { FileFormat, MoleculeToView } from "../../../webview/protocol/molecule.ts";
import type { Chemistry } from "../../science/chemistry.ts";
import { Failure, failureData } from "../../science/failure.ts";
import { fileName, named, sdfRecord } from "./files.ts";
import { type Shown, titleOf } from "./model.ts";

/** A conformer as openchemlib computes it. */
export interface Conformer {
	readonly molBlock: string;
	readonly method: string;
	readonly note?: string | undefined;
	/** For each atom of the mol block its index in the SMILES; -1 for hydrogens that were added. */
	readonly written: readonly number[];
	readonly milliseconds: number;
	/** Time was what it lacked. */
	readonly unfinished: boolean;
	/** Milliseconds that it was given, perhaps for another panel. */
	readonly timeLimit: number;
}

export interface Conformers {
	/** @param timeLimit milliseconds */
	conformer(molecule: string, signal?: AbortSignal, timeLimit?: number): Promise<Conformer>;
}

/** Asks where, and writes; does nothing where the user thinks better of it. */
export type SaveFile = (file: { readonly name: string; readonly extension: string; readonly kind: string }, content: Uint8Array) => Promise<void>;

export interface ExportDesk {
	readonly chemistry: Pick<Chemistry, "molBlock" | "facts">;
	readonly conformers: Conformers;
	readonly save: SaveFile;
	readonly post: (message: MoleculeToView) => void;
}

/** Milliseconds for whoever asks for more than the usual time. */
const patience = 120_000;

/** One computation for all who wait for it, whoever of them asked first; whoever stops it stops it for all. */
interface Computing {
	readonly abort: AbortController;
	readonly conformer: Promise<Conformer>;
}

/** The conformer of one molecule, and the files that can be made of it. */
export class MoleculeExport {
	readonly #desk: ExportDesk;
	readonly #shown: Shown;
	readonly #signal: AbortSignal;
	#conformer: Conformer | undefined;
	#computing: Computing | undefined;

	constructor(desk: ExportDesk, shown: Shown, signal: AbortSignal) {
		this.#desk = desk;
		this.#shown = shown;
		this.#signal = signal;
	}

	/** Computes the conformer for the page, once, or anew with much more time. */
	async tellConformer(longer: boolean): Promise<void> {
		const { id } = this.#shown;
		const { abort, conformer } = this.#compute(longer);
		try {
			const { molBlock, method, note, written, milliseconds, unfinished, timeLimit } = await conformer;
			const told = vscode.l10n.t("{0}, in {1} s; not an experimental structure", method, (milliseconds / 1000).toFixed(milliseconds < 100 ? 2 : 1));
			this.#desk.post({ type: "conformer", id, molBlock, written, method: told, note: note ?? "", next: unfinished && timeLimit < patience ? "longer" : "" });
		} catch (error) {
			if (!this.#signal.aborted) {
				const { code, message } = failureData(error);
				this.#desk.post({ type: "conformer", id, molBlock: "", written: [], method: "", note: "", next: nextStep(code, longer), problem: abort.signal.aborted ? vscode.l10n.t("Stopped.") : message });
			}
		}
	}

	cancel(): void {
		this.#computing?.abort.abort();
	}

	/** @param content of a picture, as the page sees it */
	async save(format: FileFormat, content: string | undefined): Promise<void> {
		const name = fileName(titleOf(this.#shown));
		switch (format) {
			case "svg": return this.#desk.save({ name, extension: "svg", kind: vscode.l10n.t("SVG picture") }, utf8(content ?? ""));
			case "png": return this.#desk.save({ name, extension: "png", kind: vscode.l10n.t("PNG picture") }, pngBytes(content ?? ""));
			case "mol2d": return this.#desk.save({ name, extension: "mol", kind: vscode.l10n.t("MDL mol file") }, utf8(named(await this.#flat(), titleOf(this.#shown))));
			case "mol3d": return this.#desk.save({ name: `${name}-3d`, extension: "mol", kind: vscode.l10n.t("MDL mol file") }, utf8(named((await this.#compute().conformer).molBlock, titleOf(this.#shown))));
			case "sdf": return this.#desk.save({ name, extension: "sdf", kind: vscode.l10n.t("SD file") }, utf8(await this.#record()));
		}
	}

	/** With the conformer where there is one, otherwise flat. */
	async #record(): Promise<string> {
		const { molecule: { smiles }, facts } = this.#shown;
		return sdfRecord(this.#conformer?.molBlock ?? (await this.#flat()), titleOf(this.#shown), facts ?? (await this.#desk.chemistry.facts(smiles, this.#signal)));
	}

	async #flat(): Promise<string> {
		return this.#desk.chemistry.molBlock(this.#shown.molecule.smiles, this.#signal);
	}

	#compute(longer = false): Computing {
		if (longer || this.#computing === undefined || this.#computing.abort.signal.aborted) {
			const abort = new AbortController();
			const computing: Computing = { abort, conformer: this.#computed(abort, longer).catch((error: unknown) => {
				this.#computing = this.#computing === computing ? undefined : this.#computing;
				throw error;
			}) };
			this.#computing = computing;
		}
		return this.#computing;
	}

	async #computed(abort: AbortController, longer: boolean): Promise<Conformer> {
		this.#conformer = await this.#desk.conformers.conformer(this.#shown.molecule.smiles, AbortSignal.any([abort.signal, this.#signal]), longer ? patience : undefined);
		return this.#conformer;
	}
}

/** More time may help these. */
const lacksTime = new Set(["conformer-timeout", "conformer-unfinished"]);

/** What helps where there is no conformer: for a molecule that is refused, or that had all time, nothing does. */
function nextStep(code: string, longer: boolean): "longer" | "again" | "" {
	if (lacksTime.has(code)) {
		return longer ? "" : "longer";
	}
	return code === "conformer-refused" ? "" : "again";
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** A page's picture is an outside byte like any other. */
function pngBytes(base64: string): Uint8Array {
	const bytes = Buffer.from(base64, "base64");
	if (!pngSignature.every((byte, index) => bytes[index] === byte)) {
		throw new Failure("invalid-picture", vscode.l10n.t("The picture could not be made. Try again with a smaller zoom, or export SVG."));
	}
	return bytes;
}

function utf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
