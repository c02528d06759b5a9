/** Fills `{0}`, `{1}` … of a translated text. */
export function fillAll(template: string, ...values: readonly (string | number)[]): string {
	return template.replace(/\{(\d)\}/g, (whole, place: string) => String(values[Number(place)] ?? whole));
}

/** With a true minus sign. */
export function signed(value: number, digits: number): string {
	return value.toFixed(digits).replace("-", "\u2212");
}

/** A number that was computed, with a true minus sign; as it is where it is copied. */
export function shownNumber(value: string): string {
	return value.replace(/^-/, "\u2212");
}
