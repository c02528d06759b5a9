/** A value of a CIF line: quoted ones are never names or keywords. */
export interface CifToken {
	readonly text: string;
	readonly quoted: boolean;
}

/**
 * The values and names of one line of CIF (International Tables G, 2.2.7), comments left out. A quotation mark closes where white
 * space follows; one that never closes reaches to the end of the line.
 */
export function cifTokens(line: string): CifToken[] {
	const tokens: CifToken[] = [];
	let at = 0;
	while (at < line.length) {
		const sign = line.charAt(at);
		if (isBlank(line, at)) {
			at++;
		} else if (sign === "#") {
			break;
		} else if (sign === "'" || sign === '"') {
			const close = closing(line, sign, at + 1);
			tokens.push({ text: line.slice(at + 1, close), quoted: true });
			at = close + 1;
		} else {
			const end = wordEnd(line, at);
			tokens.push({ text: line.slice(at, end), quoted: false });
			at = end;
		}
	}
	return tokens;
}

function closing(line: string, sign: string, from: number): number {
	for (let at = line.indexOf(sign, from); at >= 0; at = line.indexOf(sign, at + 1)) {
		if (at + 1 === line.length || isBlank(line, at + 1)) {
			return at;
		}
	}
	return line.length;
}

function wordEnd(line: string, from: number): number {
	let at = from;
	while (at < line.length && !isBlank(line, at)) {
		at++;
	}
	return at;
}

function isBlank(line: string, at: number): boolean {
	const code = line.charCodeAt(at);
	return code === 32 || (code >= 9 && code <= 13);
}
