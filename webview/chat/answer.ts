import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AnswerModel, ChatStrings, EvidenceModel } from "../protocol.ts";
import { icon } from "../ui/icon.ts";
import { iconButton } from "../ui/iconButton.ts";
import { fill, visible } from "../ui/text.ts";
import { inTurn } from "../ui/turns.ts";
import { evidencePanel } from "./evidence.ts";
import { factsCard } from "./facts.ts";
import { say } from "./say.ts";

/** Seconds after which waiting is counted. */
const countFrom = 10;

/** What a user can do with an answer: the messages to the host that carry its id. */
type AnswerAction = "retry" | "copy" | "evidence" | "runAgain" | "insertCell" | "insertComment";

/** An answer: what was computed, then what the model writes, then how it came about. */
export class ChatAnswer extends LitElement {
	@property({ attribute: false }) message!: AnswerModel;
	@property({ attribute: false }) strings!: ChatStrings;
	/** Undefined until it was asked for and has come. */
	@property({ attribute: false }) evidence: EvidenceModel | undefined;
	/** The answer has just been copied. */
	@property({ attribute: false }) copied = false;
	@state() private waited = 0;
	@state() private showsEvidence = false;
	@state() private showsTokens = false;
	/** The message in which "Run again exactly" was pressed: the next one tells what came of it. */
	@state() private runningIn: AnswerModel | undefined;
	#waiting: ReturnType<typeof setInterval> | undefined;

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		this.#count(false);
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	/** A thread that is opened has dozens of messages, of which two or three are in view. */
	protected override async scheduleUpdate(): Promise<void> {
		if (!this.hasUpdated) {
			await new Promise<void>((resolve) => inTurn(resolve));
		}
		await super.scheduleUpdate();
	}

	protected override willUpdate(): void {
		this.#count(this.message.stage !== "");
		if (!this.message.hasEvidence) {
			this.showsEvidence = false;
			this.showsTokens = false;
		}
	}

	protected override render(): TemplateResult {
		const { message, strings } = this;
		return html`
			<article class="answer" aria-label=${message.attribution === "" ? strings.generated : visible(message.attribution)} data-testid="answer" data-state=${message.state} aria-busy=${message.state === "writing"}>
				${message.facts.map((each) => factsCard(each, strings))} ${message.notices.map((notice) => html`<p class="notice" data-testid="notice">${icon("info")}<span>${visible(notice)}</span></p>`)}
				${message.computed === "" ? nothing : this.#computed()} ${message.stage === "" ? nothing : this.#stage()}
				${message.reasoning === "" ? nothing : html`<answer-reasoning .message=${message} .strings=${strings}></answer-reasoning>`} ${this.#generated()}
				<mention-list .mentions=${message.mentions} .strings=${strings}></mention-list>
				${message.ending === "" ? nothing : html`<p class="ending" data-testid="ending">${message.ending}</p>`} ${message.failure === undefined ? nothing : this.#failure(message.failure)}
				${message.text === "" && message.computed === "" && (message.state === "writing" || message.failure !== undefined) ? nothing : this.#foot()}
				${this.showsEvidence
					? evidencePanel({ evidence: this.evidence, repetition: message.repetition, running: this.runningIn === message, runAgain: () => this.#runAgain() }, strings)
					: nothing}
			</article>
		`;
	}

	/** What was looked at while the answer was written is asked for again: the rest has come, or never will. */
	protected override updated(changed: PropertyValues<this>): void {
		const before = changed.get("message");
		if (before !== undefined && (this.evidence === undefined || (before.state === "writing" && this.message.state !== "writing")) && (this.showsEvidence || this.showsTokens)) {
			this.#act("evidence");
		}
	}

	#computed(): TemplateResult {
		const { strings } = this;
		return html`
			<section class="computed" role="group" aria-label=${strings.computed} data-testid="computed">
				<span class="mark mark-computed">${icon("symbol-ruler")}${strings.computed}</span>
				<markdown-text .text=${this.message.computed} .strings=${strings} .testid=${"computed-text"}></markdown-text>
			</section>
		`;
	}

	/** Shaded tokens stand in the place of the text, which stays as it is behind them. */
	#generated(): TemplateResult {
		const { message, strings, evidence } = this;
		const shaded = this.showsTokens && evidence !== undefined && evidence.tokens.length > 0;
		return html`
			<markdown-text ?hidden=${shaded} .text=${message.text} .mentions=${message.mentions} .strings=${strings} .testid=${"answer-text"}></markdown-text>
			${shaded ? html`<token-text .tokens=${evidence.tokens} .strings=${strings}></token-text>` : nothing}
		`;
	}

	#stage(): TemplateResult {
		return html`
			<p class="stage" data-testid="stage">
				<vscode-progress-ring class="stage-ring" aria-hidden="true"></vscode-progress-ring>
				<span>${this.message.stage}</span>
				${this.waited < countFrom ? nothing : html`<span class="stage-time">${fill(this.strings.seconds, this.waited)}</span>`}
			</p>
		`;
	}

	#failure(failure: string): TemplateResult {
		return html`<div class="failure" data-testid="failure">
			${icon("error")}
			<div class="failure-body">
				<p>${visible(failure)}</p>
				${this.message.canRetry ? html`<vscode-button appearance="secondary" data-testid="retry" @click=${() => this.#act("retry")}>${this.strings.retry}</vscode-button>` : nothing}
			</div>
		</div>`;
	}

	#foot(): TemplateResult {
		const { message } = this;
		return html`
			<div class="foot">
				${message.attribution === "" ? nothing : html`<span class="mark mark-generated" title=${visible(message.provenance)} data-testid="attribution">${icon("sparkle")}<span>${visible(message.attribution)}</span></span>`}
				<span class="foot-actions">${message.hasEvidence ? this.#evidenceButtons() : nothing} ${this.#takeAwayButtons()}</span>
			</div>
		`;
	}

	#evidenceButtons(): TemplateResult {
		const { strings, evidence } = this;
		const noTokens = evidence !== undefined && evidence.tokens.length === 0;
		return html`
			${iconButton({ name: "info", label: strings.howMade, testid: "how-made", expanded: this.showsEvidence, onClick: () => this.#toggleEvidence() })}
			${noTokens || this.message.text === ""
				? nothing
				: iconButton({ name: "symbol-color", label: this.showsTokens ? strings.hideTokens : strings.showTokens, testid: "show-tokens", pressed: this.showsTokens, onClick: () => this.#toggleTokens() })}
		`;
	}

	#takeAwayButtons(): TemplateResult {
		const { message, strings } = this;
		const items = [
			{ icon: "comment", label: strings.insertComment, testid: "insert-comment", choose: () => this.#act("insertComment") },
			{ icon: "export", label: strings.exportThread, testid: "export-thread", choose: () => say(this, { type: "exportThread" }) },
		];
		return html`
			${iconButton({ name: this.copied ? "check" : "copy", label: strings.copy, tooltip: this.copied ? strings.copied : strings.copy, testid: "copy", onClick: () => this.#act("copy") })}
			${message.canRetry && message.failure === undefined ? iconButton({ name: "refresh", label: strings.retry, testid: "retry", onClick: () => this.#act("retry") }) : nothing}
			${message.state === "writing"
				? nothing
				: html`${iconButton({ name: "notebook", label: strings.insertCell, testid: "insert-cell", onClick: () => this.#act("insertCell") })} <action-menu .label=${strings.moreActions} .items=${items}></action-menu>`}
		`;
	}

	#toggleEvidence(): void {
		this.showsEvidence = !this.showsEvidence;
		this.#wantEvidence();
	}

	#toggleTokens(): void {
		this.showsTokens = !this.showsTokens;
		this.#wantEvidence();
	}

	#wantEvidence(): void {
		if (this.evidence === undefined && (this.showsEvidence || this.showsTokens)) {
			this.#act("evidence");
		}
	}

	#runAgain(): void {
		this.runningIn = this.message;
		this.#act("runAgain");
	}

	/** Counts the seconds of a long wait; the host's clock gives the start, so that a reload does not begin at zero. */
	#count(waiting: boolean): void {
		if (waiting && this.#waiting === undefined) {
			const since = Date.now() - this.message.elapsed;
			const tick = (): void => {
				this.waited = Math.floor((Date.now() - since) / 1000);
			};
			this.#waiting = setInterval(tick, 1000);
			tick();
		} else if (!waiting && this.#waiting !== undefined) {
			clearInterval(this.#waiting);
			this.#waiting = undefined;
		}
	}

	#act(type: AnswerAction): void {
		say(this, { type, id: this.message.id });
	}
}
