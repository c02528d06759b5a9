/**
 * Works on several items at once and gives the results in the items' order. No item is taken before there is room for it, so that
 * whoever takes the results slowly slows down all the rest.
 *
 * @param width how many are worked on at once
 * @param signal given to the work; it also aborts where one item failed or nobody wants more
 */
export async function* inOrder<Item, Result>(items: AsyncIterable<Item>, { width, signal, work }: { readonly width: number; readonly signal: AbortSignal; readonly work: (item: Item, signal: AbortSignal) => Promise<Result> }): AsyncGenerator<Result> {
	const stop = new AbortController();
	const both = AbortSignal.any([signal, stop.signal]);
	const running: Promise<Result>[] = [];
	try {
		for await (const item of items) {
			const one = work(item, both);
			// Who waits for an earlier one does not see yet that this one failed.
			one.catch(() => undefined);
			running.push(one);
			if (running.length >= width) {
				yield await next(running);
			}
		}
		while (running.length > 0) {
			yield await next(running);
		}
	} finally {
		stop.abort();
		await Promise.allSettled(running);
	}
}

async function next<Result>(running: Promise<Result>[]): Promise<Result> {
	const eldest = running.shift();
	if (eldest === undefined) {
		throw new RangeError("nothing is worked on");
	}
	return eldest;
}
