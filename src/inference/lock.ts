import { randomUUID } from "node:crypto";
import { link, open, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import type { Failure } from "../science/failure.ts";

/** Milliseconds between two signs of life. */
const BEAT = 5000;
/** Milliseconds without one, after which a process that cannot be looked at counts as dead. */
const SILENCE = 60_000;

/** Who holds a lock. */
interface Holder {
	readonly pid: number;
	readonly host: string;
	/** Tells a process from a later one with the same number; empty where the system does not say. */
	readonly birth: string;
	readonly token: string;
}

/** What a lock says when it cannot be had. */
export interface LockWords {
	/** Why it is somebody else's. */
	held(file: string): Failure;
	/** @param why a sentence about the folder */
	refused(file: string, why: string, cause: unknown): Failure;
}

/** A file that says that a process works on something. It is nobody's when that process is dead. */
export class Lock {
	private readonly beat: NodeJS.Timeout;

	private constructor(private readonly file: string, private readonly holder: Holder) {
		this.beat = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT);
		this.beat.unref();
	}

	/** @throws Failure of the words */
	static async take(file: string, words: LockWords): Promise<Lock> {
		const holder: Holder = { pid: process.pid, host: hostname(), birth: await birthOf(process.pid), token: randomUUID() };
		for (let attempt = 0; attempt < 5; attempt++) {
			if (await write(file, holder, words)) {
				return new Lock(file, holder);
			}
			const found = await read(file);
			if (await isHeld(file, found)) {
				throw words.held(file);
			}
			if (await inherit(file, found, holder, words)) {
				return new Lock(file, holder);
			}
		}
		throw words.held(file);
	}

	/** Whether a living process holds it. */
	static async held(file: string): Promise<boolean> {
		return isHeld(file, await read(file));
	}

	async release(): Promise<void> {
		clearInterval(this.beat);
		if ((await read(this.file))?.token === this.holder.token) {
			await rm(this.file, { force: true }).catch(() => undefined);
		}
	}
}

/** Whole or not at all: a reader never sees half of it. */
async function write(file: string, holder: Holder, words: LockWords): Promise<boolean> {
	const own = `${file}.${holder.token.slice(0, 8)}`;
	try {
		const handle = await open(own, "wx");
		try {
			await handle.writeFile(JSON.stringify(holder));
		} finally {
			await handle.close();
		}
		await link(own, file);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") {
			return false;
		}
		// Awaited here: what fails while the last lines clean up would be nobody's, and end the program.
		return await writeWithoutLinks(file, holder, words, error);
	} finally {
		await rm(own, { force: true }).catch(() => undefined);
	}
}

/** Some disks (FAT, network) know no links. */
async function writeWithoutLinks(file: string, holder: Holder, words: LockWords, cause: unknown): Promise<boolean> {
	if (codeOf(cause) === "ENOSPC" || codeOf(cause) === "EDQUOT") {
		throw cause;
	}
	try {
		const handle = await open(file, "wx");
		try {
			await handle.writeFile(JSON.stringify(holder));
		} finally {
			await handle.close();
		}
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") {
			return false;
		}
		const why = codeOf(error) === "ENOENT" ? "Its folder is not there." : "You have no permission to write in its folder, or the disk refuses it.";
		throw words.refused(file, why, error);
	}
}

async function read(file: string): Promise<Holder | undefined> {
	try {
		const value: unknown = JSON.parse(await readFile(file, "utf8"));
		return isHolder(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** @param holder as it stands in the file; undefined where that is none, or cannot be read */
async function isHeld(file: string, holder: Holder | undefined): Promise<boolean> {
	if (holder?.host === hostname() && holder.birth !== "") {
		return (await birthOf(holder.pid)) === holder.birth;
	}
	const beat = await stat(file).then(({ mtimeMs }) => mtimeMs, () => undefined);
	const lively = beat !== undefined && Math.abs(Date.now() - beat) < SILENCE;
	return lively && (holder === undefined || holder.host !== hostname() || isThere(holder.pid));
}

/**
 * Puts a lock in the place of a dead one's. Several may find it dead at the same time, and the slowest must not take away what the
 * first of them has put there: only who holds the right to succeed that one may, and only while its lock is there still.
 *
 * @returns false where it is not there any more
 * @throws Failure (`held` of the words) where another one is its heir
 */
async function inherit(file: string, dead: Holder | undefined, heir: Holder, words: LockWords): Promise<boolean> {
	const right = await Lock.take(`${file}.${dead?.token.slice(0, 8) ?? "unreadable"}`, words);
	const own = `${file}.${heir.token.slice(0, 8)}`;
	try {
		const isStill = await stat(file).then(() => true, () => false) && (await read(file))?.token === dead?.token;
		if (isStill) {
			await writeFile(own, JSON.stringify(heir), { flag: "wx" });
			await rename(own, file);
		}
		return isStill;
	} finally {
		await rm(own, { force: true }).catch(() => undefined);
		await right.release();
	}
}

/** When a process was started, since the machine was: on Linux; nothing where it is dead or nobody says. */
async function birthOf(pid: number): Promise<string> {
	try {
		const [boot, line] = await Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8"), readFile(`/proc/${pid}/stat`, "utf8")]);
		// The name of the program, between parentheses, may hold anything.
		const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
		return fields[0] === "Z" || fields[0] === "X" ? "" : `${boot.trim()} ${fields[19] ?? ""}`;
	} catch {
		return "";
	}
}

function isThere(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return codeOf(error) === "EPERM";
	}
}

function isHolder(value: unknown): value is Holder {
	return typeof value === "object" && value !== null && "pid" in value && Number.isInteger(value.pid) && "host" in value && typeof value.host === "string" && "birth" in value && typeof value.birth === "string" && "token" in value && typeof value.token === "string";
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && "code" in error ? error.code : undefined;
}
