import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ChatStrings, TokenModel } from "../protocol.ts";
import { fill, visible } from "../ui/text.ts";

/** From these probabilities on a token is shaded less; below the last it is shaded most. */
const steps = [0.9, 0.6, 0.3] as const;
/** No answer of a model that runs here is longer. */
const mostShown = 20_000;

/** How much a token is shaded: 0, where the model was sure, to 3. */
export function shadeOf(probability: number): number {
	const step = steps.findIndex((least) => probability >= least);
	return step < 0 ? steps.length : step;
}

/** The generated text token by token, shaded where the model was unsure. The arrow keys walk through the tokens. */
export class TokenText extends LitElement {
	@property({ attribute: false }) tokens: readonly TokenModel[] = [];
	@property({ attribute: false }) strings!: ChatStrings;
	@state() private current = -1;

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult {
		const { strings } = this;
		const token = this.tokens[this.current];
		return html`
			<p class="token-legend" data-testid="token-legend">
				<span>${strings.probabilityLegend}</span>
				${["≥ 90 %", "60–90 %", "30–60 %", "< 30 %"].map((range, shade) => html`<span class="token shade-${shade}">${range}</span>`)}
			</p>
			<div
				class="token-text"
				tabindex="0"
				role="group"
				dir="auto"
				aria-label=${strings.generated}
				data-testid="token-text"
				@keydown=${(event: KeyboardEvent) => this.#pressed(event)}
				@click=${(event: Event) => this.#pointed(event)}
			></div>
			<p class="token-readout" role="status" data-testid="token-readout">${token === undefined ? nothing : html`<bdi>“${visible(token.text)}”</bdi> ${this.#probability(token)}`}</p>
		`;
	}

	protected override updated(changed: PropertyValues): void {
		if (changed.has("tokens")) {
			this.current = -1;
			this.querySelector(".token-text")?.replaceChildren(...this.tokens.slice(0, mostShown).map((token) => this.#span(token)));
		}
		if (changed.has("current")) {
			this.querySelector(".token.is-current")?.classList.remove("is-current");
			const span = this.querySelector(".token-text")?.children[this.current];
			span?.classList.add("is-current");
			span?.scrollIntoView({ block: "nearest" });
		}
	}

	#span(token: TokenModel): HTMLElement {
		const span = document.createElement("span");
		span.className = `token shade-${shadeOf(token.probability)}`;
		span.title = this.#probability(token);
		span.textContent = visible(token.text);
		return span;
	}

	#probability({ probability }: TokenModel): string {
		const percent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent", maximumSignificantDigits: 3 }).format(probability);
		const { strings } = this;
		return strings.probability.includes("{0}") ? fill(strings.probability, percent) : `${strings.probability} ${percent}`;
	}

	#pressed(event: KeyboardEvent): void {
		const last = Math.min(this.tokens.length, mostShown) - 1;
		const to = { ArrowRight: Math.min(this.current + 1, last), ArrowLeft: Math.max(this.current - 1, 0), Home: 0, End: last }[event.key];
		if (to !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
			event.preventDefault();
			this.current = to;
		}
	}

	#pointed(event: Event): void {
		const text = this.querySelector(".token-text");
		if (text !== null && event.target instanceof Element && event.target !== text) {
			this.current = [...text.children].indexOf(event.target);
		}
	}
}
