/** Files as editors of the last thirty years have saved them. */
import { describe, expect, it } from "vitest";
import { decoded } from "../../../src/science/files/decode.ts";

async function read(bytes: Buffer, chunk = bytes.length): Promise<string> {
	const pieces: string[] = [];
	async function* chunks(): AsyncGenerator<Uint8Array> {
		for (let at = 0; at < bytes.length; at += Math.max(1, chunk)) {
			yield bytes.subarray(at, at + chunk);
		}
	}
	for await (const piece of decoded(chunks())) {
		pieces.push(piece);
	}
	return pieces.join("");
}

const NOTE = "Löslichkeit: 5 µM, 𝛼-helix\nsmiles = CCO\n";
const utf16be = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

describe("a text file is read", () => {
	it.each([
		["UTF-8", Buffer.from(NOTE)],
		["UTF-8 with its mark", Buffer.from(`\ufeff${NOTE}`)],
		["UTF-16, little endian with its mark", Buffer.from(`\ufeff${NOTE}`, "utf16le")],
		["UTF-16, big endian with its mark", utf16be(`\ufeff${NOTE}`)],
		["UTF-16 without a mark", Buffer.from(NOTE, "utf16le")],
		["UTF-16, big endian without a mark", utf16be(NOTE)],
	])("in %s, also when it comes byte by byte", async (_, bytes) => {
		expect(await read(bytes)).toBe(NOTE);
		expect(await read(bytes, 1)).toBe(NOTE);
	});

	it("in Latin-1, where the bytes are no UTF-8", async () => {
		expect(await read(Buffer.from("Löslichkeit in µM", "latin1"), 3)).toBe("Löslichkeit in µM");
	});

	it.each([7, 1000, 70_000])("whole, in pieces of %i bytes", async (size) => {
		const text = NOTE.repeat(5000);
		expect(await read(Buffer.from(text), size)).toBe(text);
		expect(await read(Buffer.from(text, "utf16le"), size)).toBe(text);
	});

	it("and falls to Latin-1 where a first foreign letter comes late", async () => {
		const text = `${"x".repeat(200_000)} 5 µM`;
		expect(await read(Buffer.from(text, "latin1"), 4096)).toBe(text);
	});

	it("line by line in the one or the other, where two programs wrote it, however its bytes arrive", async () => {
		const mixed = Buffer.concat([Buffer.from("name\nα-helix\n"), Buffer.from("Säure, gelöst\n".repeat(3000), "latin1"), Buffer.from("β-sheet\n")]);
		const wanted = `name\nα-helix\n${"Säure, gelöst\n".repeat(3000)}β-sheet\n`;
		for (const size of [1, 7, 4096, mixed.length]) {
			expect(await read(mixed, size)).toBe(wanted);
		}
	});

	it("with the line breaks of old Macs as line breaks, and Windows' as they are", async () => {
		for (const size of [1, 2, 100]) {
			expect(await read(Buffer.from("a\rb\r\nc\r"), size)).toBe("a\nb\r\nc\n");
		}
	});

	it("when it is empty or cut off within a letter", async () => {
		expect(await read(Buffer.from(""))).toBe("");
		expect(await read(Buffer.from("5 µ").subarray(0, 3))).toBe("5 \ufffd");
	});
});

describe("what is no text", () => {
	it.each([
		["an image", Buffer.from("89504e470d0a1a0a0000000d49484452", "hex")],
		["a compressed file", Buffer.from("1f8b0800000000000003cb48cdc9c9070086a6103605000000", "hex")],
	])("is refused: %s", async (_, bytes) => {
		await expect(read(bytes)).rejects.toThrowError(expect.objectContaining({ code: "binary-file" }) as Error);
	});
});
