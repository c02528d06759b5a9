import { ChatThread } from "../../../src/chat/thread.ts";
import type { ModelDescription } from "../../../src/inference/engine.ts";
import { description, FakeChemistry, FakeEngine, FakeJournal, texts } from "./fakes.ts";

/** A thread whose model, RDKit and disk the test plays. */
export class PlayedThread {
	readonly engine = new FakeEngine();
	readonly chemistry = new FakeChemistry();
	readonly journal = new FakeJournal();
	/** What the model says of itself from now on. */
	model: ModelDescription = description;
	thread = this.begin();

	/** Begins another thread with the same model, RDKit and disk. */
	begin(): ChatThread {
		const { engine, chemistry, journal } = this;
		this.thread = new ChatThread({ engine, chemistry, journal, texts, model: () => this.model, now: () => 1000 });
		return this.thread;
	}

	/** Asks and lets the model give a whole answer. */
	async exchange(question: string, answer: string): Promise<void> {
		const asked = this.thread.ask(question);
		this.engine.last.text(answer).done();
		await asked;
	}
}
