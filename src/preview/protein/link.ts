import * as vscode from "vscode";
import type { ChainRange, ProteinToHost, ProteinToView } from "../../../webview/protocol/protein.ts";
import { parseProteinToHost } from "../../../webview/protocol/protein.ts";
import type { Entity } from "../../science/entity.ts";
import { failureData } from "../../science/failure.ts";
import { hydropathyProfile } from "../../science/protein/hydropathy.ts";
import type { MotifMatches } from "../../science/protein/motif.ts";
import { knownMotifs } from "./motifs.ts";
import { compositionBars, compositionMethod, factsOfLetters, factsText } from "./numbers.ts";
import { savePicture } from "./picture.ts";
import { breaksOf, label, partEntity, partFasta, partName, partOf } from "./ranges.ts";
import { proteinStrings } from "./strings.ts";
import type { Subject } from "./subject.ts";

export interface LinkServices {
	readonly ask: (entity: Entity, origin?: string) => Promise<void>;
	/** Searches in a thread that can be ended. */
	readonly motifs: { find(pattern: string, sequence: string, breaks: Uint32Array): Promise<MotifMatches>; dispose(): void };
	/** Opens the same file as text; undefined where the page is of no file with text. */
	readonly reopenAsText?: (() => Promise<void>) | undefined;
	/** Shows another of several models, counted from 1. */
	readonly showModel?: ((model: number) => void) | undefined;
	/** Where pictures are saved first. */
	readonly folder?: vscode.Uri | undefined;
	readonly log: Pick<vscode.LogOutputChannel, "warn">;
}

/** What the page is shown: kept, because a page that was hidden starts anew. */
type Shown = { readonly state: "loading"; readonly title: string; readonly stage: string } | { readonly state: "failed"; readonly title: string; readonly message: string; readonly hasText: boolean } | { readonly state: "open"; readonly subject: Subject; readonly notice: string };

const windows: ReadonlySet<number> = new Set([5, 7, 9, 11, 13, 15, 17, 19, 21]);

/** The host's side of one page: answers what it asks about its sequence or structure. */
export class ProteinLink implements vscode.Disposable {
	readonly #webview: vscode.Webview;
	readonly #services: LinkServices;
	readonly #listener: vscode.Disposable;
	#shown: Shown = { state: "loading", title: "", stage: "" };
	/** The page listens; what is posted before is lost. */
	#ready = false;
	#disposed = false;

	constructor(webview: vscode.Webview, services: LinkServices) {
		this.#webview = webview;
		this.#services = services;
		this.#listener = webview.onDidReceiveMessage((message: unknown) => this.receive(message));
	}

	loading(title: string, stage: string): void {
		if (this.#shown.state !== "open") {
			this.#shown = { state: "loading", title, stage };
		}
		this.#post({ type: "loading", strings: proteinStrings(), title, stage });
	}

	/** @param hasText whether the file can be read, so that it can be looked at as text */
	fail(title: string, message: string, hasText = true): void {
		this.#shown = { state: "failed", title, message, hasText };
		this.#send(false);
	}

	/** @param again whether it is the same file, changed */
	open(subject: Subject, again: boolean): void {
		this.#shown = { state: "open", subject, notice: "" };
		this.#send(again);
	}

	/**
	 * Tells what has become of the file that is shown; it stays, and so does this line until a file is shown again.
	 *
	 * @returns false where none is shown, and so nothing was told
	 */
	notice(text: string): boolean {
		if (this.#shown.state !== "open") {
			return false;
		}
		this.#shown = { ...this.#shown, notice: text };
		this.#post({ type: "notice", text });
		return true;
	}

	receive(data: unknown): void {
		const message = parseProteinToHost(data);
		if (message === undefined) {
			this.#services.log.warn("A protein page sent something that is no message.");
			return;
		}
		this.#answer(message).catch((error: unknown) => this.#note(failureData(error).message));
	}

	dispose(): void {
		this.#disposed = true;
		this.#listener.dispose();
		this.#services.motifs.dispose();
	}

	async #answer(message: ProteinToHost): Promise<void> {
		if (message.type === "ready") {
			this.#ready = true;
			this.#send(false);
			return;
		}
		if (message.type === "reopenAsText") {
			await this.#services.reopenAsText?.();
			return;
		}
		if (message.type === "model") {
			this.#services.showModel?.(message.model);
			return;
		}
		if (message.type === "refused") {
			this.#refused();
			return;
		}
		if (this.#shown.state === "open") {
			await this.#about(this.#shown.subject, message);
		}
	}

	async #about(subject: Subject, message: Exclude<ProteinToHost, { readonly type: "ready" | "reopenAsText" | "model" | "refused" }>): Promise<void> {
		switch (message.type) {
			case "plots":
				this.#plots(subject, message.chain, message.window);
				break;
			case "selected":
				this.#selection(subject, message);
				break;
			case "search":
				await this.#search(subject, message);
				break;
			case "ask":
				await this.#ask(subject, message);
				break;
			case "copy":
				await this.#copy(subject, message, message.format);
				break;
			case "copyFacts":
				await this.#copyFacts(subject, message.chain, message.format);
				break;
			case "copyHydropathy":
				await this.#copyHydropathy(subject, message.chain, message.window);
				break;
			case "picture":
				if (await savePicture(message.png, subject.name, this.#services.folder)) {
					this.#note(vscode.l10n.t("Picture saved"));
				}
		}
	}

	/** Says so in the place of what did not arrive; once, as the page may refuse that too. */
	#refused(): void {
		this.#services.log.warn("A protein page did not get what it was sent.");
		if (this.#shown.state === "open") {
			const { title } = this.#shown.subject;
			this.fail(title, vscode.l10n.t("What was read of this did not reach its view, so it cannot be shown. Close it and open it again; if that does not help, reload the window, and please report it."));
		}
	}

	#plots(subject: Subject, place: number, window: number): void {
		const chain = subject.chains[place];
		if (chain === undefined || !windows.has(window)) {
			return;
		}
		const { kind, letters } = chain;
		const protein = kind === "protein";
		const { values, method } = hydropathyProfile(protein ? letters : "", window, breaksOf(subject, chain));
		this.#post({
			type: "plots",
			chain: place,
			window,
			facts: factsOfLetters(kind, letters),
			composition: protein ? compositionBars(letters) : [],
			compositionMethod: compositionMethod(letters),
			hydropathy: Float32Array.from(values),
			hydropathyMethod: method,
		});
	}

	#selection(subject: Subject, range: ChainRange): void {
		const part = partOf(subject, range);
		if (part !== undefined) {
			const { chain, from, to } = range;
			this.#post({ type: "selection", chain, from, to, facts: factsOfLetters(part.chain.kind, part.letters) });
		}
	}

	async #search(subject: Subject, { id, chain: place, pattern }: { readonly id: number; readonly chain: number; readonly pattern: string }): Promise<void> {
		const chain = subject.chains[place];
		try {
			const { starts, ends } = await this.#services.motifs.find(pattern, chain?.letters ?? "", chain === undefined ? new Uint32Array() : breaksOf(subject, chain));
			this.#post({ type: "found", id, starts, ends });
		} catch (error) {
			this.#post({ type: "found", id, starts: new Uint32Array(), ends: new Uint32Array(), problem: failureData(error).message });
		}
	}

	async #ask(subject: Subject, range: ChainRange): Promise<void> {
		const part = partOf(subject, range);
		if (part?.chain.kind === "protein") {
			await this.#services.ask(partEntity(subject, part), subject.origin ?? partName(subject, part));
		}
	}

	async #copy(subject: Subject, range: ChainRange, format: "sequence" | "fasta"): Promise<void> {
		const part = partOf(subject, range);
		if (part !== undefined) {
			await vscode.env.clipboard.writeText(format === "fasta" ? partFasta(subject, part) : part.letters);
			this.#note(vscode.l10n.t("Copied: {0}", partName(subject, part)));
		}
	}

	async #copyFacts(subject: Subject, place: number, format: "tsv" | "csv"): Promise<void> {
		const chain = subject.chains[place];
		if (chain !== undefined) {
			await vscode.env.clipboard.writeText(factsText(factsOfLetters(chain.kind, chain.letters), format));
			this.#note(vscode.l10n.t("Copied"));
		}
	}

	async #copyHydropathy(subject: Subject, place: number, window: number): Promise<void> {
		const chain = subject.chains[place];
		if (chain?.kind === "protein" && windows.has(window)) {
			const rows = Array.from(hydropathyProfile(chain.letters, window, breaksOf(subject, chain)).values, (value, index) => {
				const at = index + (window >> 1);
				return `${label(subject, chain, at)}\t${chain.letters.charAt(at)}\t${Number.isNaN(value) ? "" : value.toFixed(4)}`;
			});
			await vscode.env.clipboard.writeText(`${[vscode.l10n.t("Number"), vscode.l10n.t("Residue"), vscode.l10n.t("Hydropathy")].join("\t")}\n${rows.join("\n")}\n`);
			this.#note(vscode.l10n.t("Copied"));
		}
	}

	#send(again: boolean): void {
		const shown = this.#shown;
		const strings = proteinStrings();
		if (shown.state === "loading") {
			this.#post({ type: "loading", strings, title: shown.title, stage: shown.stage });
		} else if (shown.state === "failed") {
			this.#post({ type: "failed", strings, title: shown.title, message: shown.message, canReopen: shown.hasText && this.#services.reopenAsText !== undefined });
		} else {
			const { title, detail, chains, header, warnings, structure, remember } = shown.subject;
			this.#post({ type: "protein", strings, title, detail, chains, header, warnings, motifs: knownMotifs(), structure, canReopen: this.#services.reopenAsText !== undefined, again, remember });
			if (shown.notice !== "") {
				this.#post({ type: "notice", text: shown.notice });
			}
		}
	}

	#note(text: string): void {
		this.#post({ type: "note", text });
	}

	#post(message: ProteinToView): void {
		if (this.#ready && !this.#disposed) {
			void this.#webview.postMessage(message);
		}
	}
}
