/** Numbers from 0 up to 1 that look random and are the same for the same seed: mulberry32 (T. Ettinger, public domain), 32 bits of state. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** `wanted` of `count` places, drawn without putting back, in their order; all where there are no more. */
export function drawn(count: number, wanted: number, seed: number): readonly number[] {
	const places = Array.from({ length: count }, (_, place) => place);
	if (wanted >= count) {
		return places;
	}
	const random = seededRandom(seed);
	for (let at = 0; at < wanted; at++) {
		const other = at + Math.floor(random() * (count - at));
		[places[at], places[other]] = [places[other] ?? 0, places[at] ?? 0];
	}
	return places.slice(0, wanted).sort((one, other) => one - other);
}
