import * as vscode from "vscode";
import { type MoleculeToHost, type MoleculeToView, parseMoleculeToHost, type PictureTheme } from "../../../webview/protocol/molecule.ts";
import { drawable } from "../../pages/drawable.ts";
import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity, Molecule } from "../../science/entity.ts";
import { type FailureData, failureData } from "../../science/failure.ts";
import { tokeniseSmiles } from "../../science/molecule/smiles.ts";
import { factsTable, overlaps } from "./files.ts";
import { atomRanges, moleculeModel, type Shown, titleOf } from "./model.ts";
import { type Conformers, MoleculeExport, type SaveFile } from "./exporting.ts";
import { type FindSimilar, type OpenPlace, SimilarSearch } from "./similarSearch.ts";
import { moleculeStrings } from "./strings.ts";

/** What a panel needs of the house and of VS Code. */
export interface MoleculeDesk {
	readonly chemistry: Pick<Chemistry, "facts" | "draw" | "matches" | "molBlock" | "fragment">;
	readonly conformers: Conformers;
	readonly findSimilar: FindSimilar;
	readonly ask: (entity: Entity, origin?: string) => Promise<void>;
	readonly copy: (text: string) => Promise<void>;
	readonly save: SaveFile;
	readonly openPlace: OpenPlace;
}

/** The panel as its session sees it. */
export interface MoleculePage {
	/** Never throws, not even when the panel was closed meanwhile: a note is shown outside it then. */
	post(message: MoleculeToView): void;
	/** What the panel's tab says. */
	setTitle(title: string): void;
}

/** Atoms that the counts line of a mol block of version V2000 has room for. */
const mostV2000 = 999;

/** Molecules that "Back" leads to. */
const mostBack = 20;

/** What one panel shows and computes: everything for one molecule, until the next one is shown. */
export class MoleculeSession {
	readonly #desk: MoleculeDesk;
	readonly #page: MoleculePage;
	readonly #back: Shown[] = [];
	#shown: Shown;
	#export: MoleculeExport;
	#similar: SimilarSearch;
	#kept: boolean;
	/** Ends what is computed for the molecule. */
	#abort = new AbortController();
	#match: AbortController | undefined;

	constructor(desk: MoleculeDesk, page: MoleculePage, molecule: Molecule, origin: string, kept = false) {
		this.#desk = desk;
		this.#page = page;
		this.#kept = kept;
		this.#shown = { id: 0, molecule, origin };
		[this.#export, this.#similar] = this.#begin();
	}

	get molecule(): Molecule {
		return this.#shown.molecule;
	}

	get kept(): boolean {
		return this.#kept;
	}

	/** Another molecule in the place of this one, which "Back" leads to. */
	show(molecule: Molecule, origin: string): void {
		this.#back.push(this.#shown);
		this.#back.splice(0, this.#back.length - mostBack);
		this.#change({ id: this.#shown.id + 1, molecule, origin });
	}

	/** A message of the page, checked here. */
	receive(value: unknown): void {
		const message = parseMoleculeToHost(value);
		if (message !== undefined) {
			void this.#obey(message).catch((error: unknown) => this.#tell(failureData(error)));
		}
	}

	dispose(): void {
		this.#abort.abort();
		this.#match?.abort();
	}

	/** What its user stopped, or left for another molecule, is no failure. */
	#tell({ code, message }: FailureData): void {
		if (code !== "cancelled") {
			this.#page.post({ type: "note", text: message });
		}
	}

	async #obey(message: MoleculeToHost): Promise<void> {
		switch (message.type) {
			case "ready": return this.#send();
			case "draw": return this.#draw(message.theme, message.highlight);
			case "match": return this.#find(message.id, message.smarts);
			case "conformer": return this.#export.tellConformer(message.longer);
			case "cancelConformer": return this.#export.cancel();
			case "findSimilar": return this.#similar.start();
			case "cancelSimilar": return this.#similar.cancel();
			case "openSimilar": return this.#similar.open(message.id);
			case "showSimilar": return this.#showSimilar(message.id);
			case "back": return this.#goBack();
			case "keep": return this.#keep(message.kept);
			case "ask": return this.#desk.ask(this.#shown.molecule, this.#shown.origin || undefined);
			case "askSelection": return this.#askSelection(message.id, message.atoms);
			case "copy": return this.#copy(message.what, message.index);
			case "copySvg": return this.#copied("svg", message.svg);
			case "export": return this.#export.save(message.format, message.content);
		}
	}

	/** Everything anew: the page may have been hidden meanwhile. */
	async #send(): Promise<void> {
		this.#post();
		this.#similar.tell();
		await this.#compute(this.#shown, this.#abort.signal);
	}

	#post(): void {
		const previous = this.#back.at(-1);
		this.#page.setTitle(titleOf(this.#shown));
		this.#page.post({ type: "molecule", strings: moleculeStrings(), molecule: moleculeModel(this.#shown), kept: this.#kept, back: previous && titleOf(previous) });
	}

	#begin(): [MoleculeExport, SimilarSearch] {
		const { chemistry, conformers, save, findSimilar, openPlace } = this.#desk;
		const post = (message: MoleculeToView): void => this.#page.post(message);
		const { signal } = this.#abort;
		return [new MoleculeExport({ chemistry, conformers, save, post }, this.#shown, signal), new SimilarSearch({ find: findSimilar, openPlace, post }, this.#shown, signal)];
	}

	#change(shown: Shown): void {
		this.dispose();
		this.#abort = new AbortController();
		this.#shown = shown;
		[this.#export, this.#similar] = this.#begin();
		void this.#send();
	}

	async #compute(shown: Shown, signal: AbortSignal): Promise<void> {
		if (shown.facts !== undefined) {
			return;
		}
		try {
			shown.facts = await this.#desk.chemistry.facts(shown.molecule.smiles, signal);
			shown.problem = undefined;
		} catch (error) {
			shown.problem = signal.aborted ? undefined : failureData(error);
		}
		if (!signal.aborted) {
			this.#post();
		}
	}

	async #draw(theme: PictureTheme, highlight: readonly number[]): Promise<void> {
		const { id, molecule: { smiles } } = this.#shown;
		const { signal } = this.#abort;
		try {
			const laidOut = await this.#laidOut(smiles, signal);
			const svg = await this.#desk.chemistry.draw(laidOut, { theme, highlight, ...pictureSize(smiles) }, signal);
			this.#page.post({ type: "drawing", id, theme, highlight, svg, overlapping: laidOut !== smiles && overlaps(laidOut) });
		} catch (error) {
			if (!signal.aborted) {
				this.#page.post({ type: "drawing", id, theme, highlight, svg: "", overlapping: false, problem: failureData(error).message });
			}
		}
	}

	/**
	 * The layout of a large molecule takes RDKit seconds: with its coordinates it is drawn again, with other atoms that glow, at once. The mol block has to have the
	 * atoms as they are written, so that they are counted alike.
	 */
	async #laidOut(smiles: string, signal: AbortSignal): Promise<string> {
		const read = tokeniseSmiles(smiles);
		const atoms = "message" in read ? 0 : read.atoms.length;
		if (atoms <= drawable.atoms || atoms > mostV2000) {
			return smiles;
		}
		const block = await this.#desk.chemistry.molBlock(smiles, signal);
		return Number(block.split("\n", 4)[3]?.slice(0, 3)) === atoms ? block : smiles;
	}

	async #find(asked: number, smarts: string): Promise<void> {
		const { id, molecule: { smiles } } = this.#shown;
		if (asked !== id) {
			return; // of a molecule that the page no longer shows
		}
		this.#match?.abort();
		const { signal } = (this.#match = new AbortController());
		try {
			const { matches, total } = await this.#desk.chemistry.matches(smarts, smiles, signal);
			this.#page.post({ type: "matches", id, smarts, matches, total });
		} catch (error) {
			if (!signal.aborted) {
				this.#page.post({ type: "matches", id, smarts, matches: [], total: 0, problem: failureData(error).message });
			}
		}
	}

	#showSimilar(id: number): void {
		const found = this.#similar.molecule(id);
		if (found !== undefined) {
			this.show(found.molecule, found.origin);
		}
	}

	#goBack(): void {
		const previous = this.#back.pop();
		if (previous !== undefined) {
			this.#change({ ...previous, id: this.#shown.id + 1 });
		}
	}

	#keep(kept: boolean): void {
		this.#kept = kept;
		this.#page.post({ type: "kept", kept });
	}

	async #askSelection(asked: number, atoms: readonly number[]): Promise<void> {
		const { id, molecule: { smiles } } = this.#shown;
		if (asked !== id) {
			return; // they were counted in another molecule
		}
		const fragment = await this.#desk.chemistry.fragment(smiles, atoms, this.#abort.signal);
		const name = vscode.l10n.t("atoms {0} of {1}", atomRanges(atoms), titleOf(this.#shown));
		await this.#desk.ask({ kind: "molecule", smiles: fragment, name }, vscode.l10n.t("{0}; cut bonds filled with hydrogen", name));
	}

	async #copy(what: (MoleculeToHost & { type: "copy" })["what"], index: number | undefined): Promise<void> {
		const { facts } = this.#shown;
		if (facts === undefined) {
			return;
		}
		const { facts: models, verdicts } = moleculeModel(this.#shown).facts;
		switch (what) {
			case "smiles": return this.#copied(what, facts.canonicalSmiles);
			case "inchi": return this.#copied(what, facts.inchi);
			case "inchiKey": return this.#copied(what, facts.inchiKey);
			case "fact": return this.#copied(`fact ${index}`, models[index ?? -1]?.value ?? "");
			case "facts": {
				const { value, unit, method, fact } = moleculeStrings();
				const rules = verdicts.map((verdict) => [verdict.rule, verdictValue(verdict), "", verdict.method]);
				return this.#copied(what, factsTable([fact, value, unit, method], [...models.map((each) => [each.label, each.value, each.unit ?? "", each.method]), ...rules]));
			}
		}
	}

	async #copied(what: string, text: string): Promise<void> {
		if (text !== "") {
			await this.#desk.copy(text);
			this.#page.post({ type: "copied", what });
		}
	}
}

function verdictValue({ passes, failing }: { readonly passes: boolean; readonly failing: readonly string[] }): string {
	const { verdictPasses, verdictFails } = moleculeStrings();
	return [passes ? verdictPasses : verdictFails, failing.join(", ")].filter((part) => part !== "").join(": ");
}

/** Pixels that leave each atom of a large molecule its letters; RDKit makes small molecules no larger than they need. */
function pictureSize(smiles: string): { readonly width: number; readonly height: number } {
	const read = tokeniseSmiles(smiles);
	const atoms = "message" in read ? 0 : read.heavyAtoms;
	const side = Math.round(Math.min(4096, Math.max(480, 80 * Math.sqrt(atoms))));
	return { width: side, height: Math.round(side * 0.75) };
}
