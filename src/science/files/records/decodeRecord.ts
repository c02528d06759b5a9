const utf8 = new TextDecoder("utf-8", { fatal: true });
const latin = new TextDecoder("windows-1252");

/** A record as text: UTF-8, or Windows-1252 (of which Latin-1 is a part) where its bytes are no UTF-8. A mark at the top is taken off. */
export function decodeRecord(bytes: Uint8Array): string {
	try {
		return utf8.decode(bytes);
	} catch {
		return latin.decode(bytes);
	}
}
