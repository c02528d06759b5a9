/** hybrid-36 (cci.lbl.gov/hybrid_36): what follows 99999 is A0000 … ZZZZZ, then a0000 … zzzzz; with four columns A000 follows 9999. */
export function serialOf(field: string): number {
	const text = field.trim();
	if (/^-?\d{1,9}$/.test(text)) {
		return Number(text);
	}
	if (/^[A-Z][A-Z\d]{3,4}$/.test(text)) {
		return Number.parseInt(text, 36) - 10 * 36 ** (text.length - 1) + 10 ** text.length;
	}
	if (/^[a-z][a-z\d]{3,4}$/.test(text)) {
		return Number.parseInt(text, 36) + 16 * 36 ** (text.length - 1) + 10 ** text.length;
	}
	// VMD goes on in hexadecimal numbers.
	return /^\d[\da-f]{4,6}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}
