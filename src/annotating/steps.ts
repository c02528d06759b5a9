/** What a step ends with: what is known now, the step before, nothing that had to be asked, or the end of it all. */
export type StepResult<Draft> = Draft | "back" | "skip" | undefined;

/** @param first whether there is nothing to go back to */
export type Step<Draft> = (draft: Draft, first: boolean) => Promise<StepResult<Draft>>;

/**
 * Asks step by step. Whoever goes back finds what was chosen before; steps that had nothing to ask are passed over both ways.
 *
 * @returns undefined where somebody left
 */
export async function walk<Draft extends object>(start: Draft, steps: readonly Step<Draft>[]): Promise<Draft | undefined> {
	const asked: number[] = [];
	let draft = start;
	for (let at = 0; at < steps.length; ) {
		const result = await steps[at]?.(draft, asked.length === 0);
		if (result === undefined) {
			return undefined;
		}
		if (result === "back") {
			at = asked.pop() ?? 0;
			continue;
		}
		if (result !== "skip") {
			draft = result;
			asked.push(at);
		}
		at++;
	}
	return draft;
}
