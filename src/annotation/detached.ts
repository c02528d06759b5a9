/** A copy of a text. A cell is a slice of its piece of the file, and would keep all of that in memory. */
export function detached(text: string): string {
	return Buffer.from(text, "utf16le").toString("utf16le");
}
