import type { ByteSource } from "../byteSource.ts";
import { Pause } from "../pause.ts";
import { badFile, shown } from "../words.ts";

/** Where an entry's bytes are, as the central directory says; the local header has not been looked at. */
export interface ZipEntry {
	readonly name: string;
	readonly bytes: number;
	/** Byte of the local header. */
	readonly header: number;
}

export interface ZipArchive {
	readonly entries: ReadonlyMap<string, ZipEntry>;
	/** First byte after all entries' data. */
	readonly end: number;
}

/** PKWARE's APPNOTE.TXT, 4.3: the end record, zip64's end record with its locator, a directory entry, a local header. */
const END = { mark: 0x06054b50, bytes: 22 };
const END64 = { mark: 0x06064b50, bytes: 56 };
const LOCATOR = { mark: 0x07064b50, bytes: 20 };
const DIRECTORY = { mark: 0x02014b50, bytes: 46 };
const LOCAL = { mark: 0x04034b50, bytes: 30 };

const LONGEST_COMMENT = 0xffff;
/** Longest directory that is read, in bytes: of more than 100,000 tensors. */
const LONGEST_DIRECTORY = 1 << 24;
const ENCRYPTED = 1;

/** Reads the directory of an archive as `torch.save` writes it: nothing compressed or encrypted. Fails with `truncated` or `bad-zip`. */
export async function readArchive(source: ByteSource, signal?: AbortSignal): Promise<ZipArchive> {
	const { begin, bytes, count } = await findDirectory(source);
	if (bytes > LONGEST_DIRECTORY || count > bytes / DIRECTORY.bytes) {
		throw badFile("bad-zip", source.name, `has a directory that cannot be right (${count} entries in ${bytes} bytes)`);
	}
	const directory = await source.read(begin, bytes);
	const entries = new Map<string, ZipEntry>();
	const pause = new Pause(signal);
	let at = 0;
	for (let index = 0; index < count; index++) {
		if (pause.due()) {
			await pause.rest();
		}
		const { entry, next } = readEntry(directory, at, begin, source);
		if (entries.has(entry.name)) {
			throw badFile("bad-zip", source.name, `is damaged: its archive holds ${shown(entry.name)} twice`);
		}
		entries.set(entry.name, entry);
		at = next;
	}
	return { entries, end: begin };
}

/** First byte of an entry's data; checks the local header against the directory. */
export async function dataOf(source: ByteSource, { end }: ZipArchive, entry: ZipEntry): Promise<number> {
	const bad = () => badFile("bad-zip", source.name, `is damaged: the entry ${shown(entry.name)} is not where its directory says`);
	const name = Buffer.from(entry.name);
	if (entry.header + LOCAL.bytes + name.length > end) {
		throw bad();
	}
	const header = await source.read(entry.header, LOCAL.bytes + name.length);
	if (header.readUInt32LE(0) !== LOCAL.mark || header.readUInt16LE(26) !== name.length || !header.subarray(LOCAL.bytes).equals(name)) {
		throw bad();
	}
	const data = entry.header + header.length + header.readUInt16LE(28);
	if (data + entry.bytes > end) {
		throw bad();
	}
	return data;
}

interface Directory {
	readonly begin: number;
	readonly bytes: number;
	readonly count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
	const tail = await source.read(Math.max(0, source.size - END.bytes - LONGEST_COMMENT), Math.min(source.size, END.bytes + LONGEST_COMMENT));
	for (let at = tail.length - END.bytes; at >= 0; at--) {
		if (tail.readUInt32LE(at) === END.mark && at + END.bytes + tail.readUInt16LE(at + 20) === tail.length) {
			return await directoryFrom(tail.subarray(at, at + END.bytes), source.size - tail.length + at, source);
		}
	}
	throw badFile("truncated", source.name, "is not complete: the directory at the end of its archive is missing");
}

async function directoryFrom(end: Buffer, position: number, source: ByteSource): Promise<Directory> {
	const large = await zip64Directory(end, position, source);
	const directory = large ?? { begin: end.readUInt32LE(16), bytes: end.readUInt32LE(12), count: end.readUInt16LE(10) };
	const disks = end.readUInt16LE(4) | end.readUInt16LE(6);
	const whole = disks === 0 || (large !== undefined && disks === 0xffff);
	if (!whole || directory.begin + directory.bytes > position) {
		throw badFile("bad-zip", source.name, "is damaged: the directory of its archive is not where its end says");
	}
	return directory;
}

/** The directory of an archive over 4 GB, or of one that is written as such. */
async function zip64Directory(end: Buffer, position: number, source: ByteSource): Promise<Directory | undefined> {
	const needed = end.readUInt16LE(10) === 0xffff || end.readUInt32LE(12) === 0xffffffff || end.readUInt32LE(16) === 0xffffffff;
	const at = position - LOCATOR.bytes;
	if (!needed || at < END64.bytes) {
		return undefined;
	}
	const locator = await source.read(at, LOCATOR.bytes);
	if (locator.readUInt32LE(0) !== LOCATOR.mark) {
		return undefined;
	}
	const record = locator.readBigUInt64LE(8);
	if (record <= BigInt(at - END64.bytes)) {
		const bytes = await source.read(Number(record), END64.bytes);
		const [count, length, begin] = [bytes.readBigUInt64LE(32), bytes.readBigUInt64LE(40), bytes.readBigUInt64LE(48)];
		if (bytes.readUInt32LE(0) === END64.mark && begin + length <= record && count <= length) {
			return { begin: Number(begin), bytes: Number(length), count: Number(count) };
		}
	}
	throw badFile("bad-zip", source.name, "is damaged: the end of its archive is not valid");
}

function readEntry(directory: Buffer, at: number, end: number, source: ByteSource): { readonly entry: ZipEntry; readonly next: number } {
	const bad = (reason: string) => badFile("bad-zip", source.name, reason);
	if (at + DIRECTORY.bytes > directory.length || directory.readUInt32LE(at) !== DIRECTORY.mark) {
		throw bad("is damaged: the directory of its archive is not valid");
	}
	const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset)) as [number, number, number];
	const extraBegin = at + DIRECTORY.bytes + nameBytes;
	const next = extraBegin + extraBytes + commentBytes;
	if (next > directory.length) {
		throw bad("is damaged: the directory of its archive ends in the middle of an entry");
	}
	const name = directory.toString("utf8", at + DIRECTORY.bytes, extraBegin);
	if (directory.readUInt16LE(at + 10) !== 0) {
		throw bad(`is not a checkpoint as torch writes it: ${shown(name)} is compressed in its archive`);
	}
	if (directory.readUInt16LE(at + 8) & ENCRYPTED) {
		throw bad(`is not a checkpoint as torch writes it: ${shown(name)} is encrypted in its archive`);
	}
	const [packed, bytes, header] = sizes(directory, at, directory.subarray(extraBegin, extraBegin + extraBytes));
	if (packed !== bytes || header + LOCAL.bytes + bytes > end) {
		throw bad(`is damaged: the entry ${shown(name)} does not fit into its archive`);
	}
	return { entry: { name, bytes, header }, next };
}

/** Packed size, size and place of an entry. Numbers that do not fit into 32 bits stand in the extra field 1, in the order: size, packed, place. */
function sizes(directory: Buffer, at: number, extra: Buffer): [number, number, number] {
	const large = zip64Field(extra);
	let used = 0;
	const value = (offset: number): number => {
		const small = directory.readUInt32LE(at + offset);
		if (small !== 0xffffffff || used + 8 > large.length) {
			return small;
		}
		used += 8;
		// What does not fit into a double exactly is larger than any file all the same.
		return Number(large.readBigUInt64LE(used - 8));
	};
	const bytes = value(24);
	return [value(20), bytes, value(42)];
}

function zip64Field(extra: Buffer): Buffer {
	for (let at = 0; at + 4 <= extra.length; ) {
		const length = extra.readUInt16LE(at + 2);
		if (extra.readUInt16LE(at) === 1) {
			return extra.subarray(at + 4, at + 4 + length);
		}
		at += 4 + length;
	}
	return Buffer.alloc(0);
}
