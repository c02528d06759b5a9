import type { Exchange } from "./exchange.ts";

/** The order in which exchanges were first asked, as a thread's file tells them: also of those that were removed and may come back. */
export class AskedOrder {
	readonly #numbers = new WeakMap<Exchange, number>();
	#asked = 0;

	add(exchanges: readonly Exchange[]): void {
		exchanges.forEach((each) => this.#numbers.set(each, this.#asked++));
	}

	readonly compare = (one: Exchange, other: Exchange): number => (this.#numbers.get(one) ?? 0) - (this.#numbers.get(other) ?? 0);
}
