/**
 * How both sides check what the other one says. Imports nothing.
 */

export type Guard<T> = (value: unknown) => value is T;
export type Fields<T> = { readonly [K in Exclude<keyof T, "type" | "role">]-?: Guard<T[K]> };
export type Variants<T extends { readonly type: string }> = { readonly [K in T["type"]]: Fields<Extract<T, { readonly type: K }>> };

/** Far above any question; a bound so that a broken page cannot fill the host's memory. Characters. */
export const maximumTyped = 1_000_000;

export const text: Guard<string> = (value): value is string => typeof value === "string";
export const typed: Guard<string> = (value): value is string => typeof value === "string" && value.length <= maximumTyped;
export const flag: Guard<boolean> = (value): value is boolean => typeof value === "boolean";
export const count: Guard<number> = (value): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

export function record(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function optional<T>(guard: Guard<T>): Guard<T | undefined> {
	return (value): value is T | undefined => value === undefined || guard(value);
}

export function oneOf<T extends string>(...known: readonly T[]): Guard<T> {
	return (value): value is T => known.some((each) => each === value);
}

export function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
	return (value): value is readonly T[] => Array.isArray(value) && value.every((each) => guard(each));
}

/** Own keys only: a message must not borrow fields from a prototype. */
export function shape<T>(fields: Fields<T>): Guard<T> {
	const guards = Object.entries<Guard<unknown>>(fields);
	return (value): value is T => record(value) && guards.every(([key, guard]) => guard(Object.hasOwn(value, key) ? value[key] : undefined));
}

/** A message of one of these types, or undefined if it is none. */
export function parse<T extends { readonly type: string }>(variants: Variants<T>, value: unknown): T | undefined {
	if (!record(value) || typeof value["type"] !== "string" || !Object.hasOwn(variants, value["type"])) {
		return undefined;
	}
	const isVariant: Guard<T> = shape(variants[value["type"] as T["type"]] as Fields<T>);
	return isVariant(value) ? value : undefined;
}
