/** Largest absolute difference; NaN where one is, infinite where lengths differ. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	if (actual.length !== expected.length) {
		return Number.POSITIVE_INFINITY;
	}
	let largest = 0;
	for (let index = 0; index < expected.length; index++) {
		const difference = Math.abs((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN));
		if (Number.isNaN(difference)) {
			return Number.NaN;
		}
		largest = Math.max(largest, difference);
	}
	return largest;
}

/** Root of the squared differences' sum over that of the squares: 0.01 is an error of one percent. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
	let wrong = 0;
	let all = 0;
	for (let index = 0; index < expected.length; index++) {
		wrong += ((actual[index] ?? Number.NaN) - (expected[index] ?? Number.NaN)) ** 2;
		all += (expected[index] ?? Number.NaN) ** 2;
	}
	return Math.sqrt(wrong / all);
}
