/** Something that holds a WebGL context while it is awake. */
export interface Sleeper {
	/** Gives the context back, and shows a still picture. */
	rest(): Promise<void>;
}

/** Browsers keep some 16 contexts for a page and take the oldest away; a notebook's page is shared with others who want some. */
const mostAwake = 6;

/** Who is awake, longest untouched first. */
const awake = new Set<Sleeper>();

/** Notes that one wakes; where too many are awake, the one that was touched longest ago rests. */
export function wake(sleeper: Sleeper): void {
	awake.delete(sleeper);
	awake.add(sleeper);
	for (const oldest of awake) {
		if (awake.size <= mostAwake) {
			return;
		}
		awake.delete(oldest);
		void oldest.rest();
	}
}

export function asleep(sleeper: Sleeper): void {
	awake.delete(sleeper);
}
