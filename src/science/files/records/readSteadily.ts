import { setImmediate as breath } from "node:timers/promises";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";

/** Reads a record without blocking for long, be it of megabytes: others have their turn between its steps. */
export async function readSteadily(format: RecordFormat, text: string): Promise<RecordContent> {
	if (format.steps === undefined) {
		return format.read(text);
	}
	const steps = format.steps(text);
	for (let step = steps.next(); ; step = steps.next()) {
		if (step.done === true) {
			return step.value;
		}
		await breath();
	}
}
