import { statfs } from "node:fs/promises";
import { noRoom } from "./failures.ts";

/** Kept free for everything else: a full disk harms more than a download. */
const RESERVE = 64e6;

/** Bytes that a user without special rights may still write on the disk of a folder. */
export async function freeBytes(directory: string): Promise<number> {
	const { bavail, bsize } = await statfs(directory);
	return bavail * bsize;
}

/** Fails with `disk-full` where so many bytes have no room in a folder. */
export async function requireSpace(directory: string, bytes: number): Promise<void> {
	const free = await freeBytes(directory);
	if (free < bytes + RESERVE) {
		throw noRoom(directory, { free, needed: bytes, reserve: RESERVE });
	}
}
