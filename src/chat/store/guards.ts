/** Tells whether a value from outside is what it should be. */
export type Guard<T> = (value: unknown) => value is T;
/** A guard for every field of a shape. */
export type Fields<T> = { readonly [K in keyof T]-?: Guard<T[K]> };

export const text: Guard<string> = (value): value is string => typeof value === "string";
export const flag: Guard<boolean> = (value): value is boolean => typeof value === "boolean";
export const finite: Guard<number> = (value): value is number => typeof value === "number" && Number.isFinite(value);
/** Milliseconds since the epoch, or a count. */
export const count: Guard<number> = (value): value is number => finite(value) && value >= 0;

export function isRecord(value: unknown): value is Record<string, unknown> {
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

export function either<A, B>(one: Guard<A>, other: Guard<B>): Guard<A | B> {
	return (value): value is A | B => one(value) || other(value);
}

/** Own keys only: what comes from outside must not borrow fields from a prototype. */
export function shape<T>(fields: Fields<T>): Guard<T> {
	const guards = Object.entries<Guard<unknown>>(fields);
	return (value): value is T => isRecord(value) && guards.every(([key, guard]) => guard(Object.hasOwn(value, key) ? value[key] : undefined));
}
