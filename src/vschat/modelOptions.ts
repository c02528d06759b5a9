import type { Sampling } from "../inference/engine.ts";

export interface AnswerSettings {
	readonly sampling: Sampling | undefined;
	readonly maxTokens: number | undefined;
}

/**
 * Reads the options that a caller may give with a request, by the names that other models' providers use: `temperature` (0 and absent are
 * greedy), `top_p`, `top_k`, `seed`, `max_tokens`. What is no number in range is left out, as is everything else.
 */
export function readModelOptions(options: Readonly<Record<string, unknown>> | undefined): AnswerSettings {
	const number = (key: string, fits: (value: number) => boolean): number | undefined => {
		const value = options?.[key];
		return typeof value === "number" && fits(value) ? value : undefined;
	};
	const whole = (from: number) => (value: number): boolean => Number.isSafeInteger(value) && value >= from;
	const temperature = number("temperature", (value) => value >= 0 && value <= 2);
	return {
		sampling: temperature === undefined ? undefined : { temperature, topP: number("top_p", (value) => value > 0 && value <= 1), topK: number("top_k", whole(1)), seed: number("seed", whole(0)) },
		maxTokens: number("max_tokens", whole(1)),
	};
}
