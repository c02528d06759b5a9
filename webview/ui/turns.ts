/** What one frame may spend on work that can wait. Milliseconds. */
const budget = 8;

const waiting: (() => void)[] = [];
let scheduled = false;

/** Does something before the next picture if there is time, otherwise before a later one; what was asked for last comes first, since the newest message is in view. */
export function inTurn(work: () => void): void {
	waiting.push(work);
	if (!scheduled) {
		scheduled = true;
		requestAnimationFrame(() => void workOff());
	}
}

async function workOff(): Promise<void> {
	const end = performance.now() + budget;
	do {
		waiting.pop()?.();
		await Promise.resolve(); // what follows from it counts too
	} while (waiting.length > 0 && performance.now() < end);
	scheduled = waiting.length > 0;
	if (scheduled) {
		requestAnimationFrame(() => void workOff());
	}
}
