// Runs in the inference process before the product's own code, and notes when each piece of text was produced: on its way out, so that what is measured
// is the product as it ships.
import { appendFileSync } from "node:fs";

const target = process.env["BIOMEDGPT_BENCH_PRODUCED"];
const send = process.send;
if (target && send) {
	/** @type {{ text: string, producedAt: number }[]} */
	let pieces = [];
	/** @param {any[]} args */
	const overheard = (...args) => {
		const event = args[0]?.kind === "event" ? args[0].event : undefined;
		if (event?.type === "text") {
			// On the wall clock, to which the page relates its times too.
			pieces.push({ text: event.text, producedAt: event.producedAt + clockOffset() });
		} else if (event?.type === "done") {
			// At the end, so that the writing costs the answer nothing.
			appendFileSync(target, `${JSON.stringify(pieces)}\n`);
			pieces = [];
		}
		return Reflect.apply(send, process, args);
	};
	process.send = /** @type {typeof send} */ (overheard);
}

/** Milliseconds from this process's steady clock to the wall clock, which counts whole ones. */
function clockOffset() {
	return Date.now() + 0.5 - (performance.timeOrigin + performance.now());
}
