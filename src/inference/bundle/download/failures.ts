import { Failure } from "../../../science/failure.ts";
import { inUnits } from "../sizes.ts";

/** What may be otherwise in a moment: the same is asked again, after `wait` milliseconds where the server says so. */
export class Interruption extends Error {
	override readonly name = "Interruption";

	constructor(
		readonly failure: Failure,
		readonly wait: number | undefined = undefined,
	) {
		super(failure.message, { cause: failure });
	}
}

export function unreachable({ host }: URL, cause: unknown): Failure {
	return new Failure("download-unreachable", `${host} cannot be reached. Check the network and the proxy settings, then resume the download: it goes on where it stopped.`, { detail: String(cause), cause });
}

export function stalled(milliseconds: number): Failure {
	return new Failure("download-stalled", `Nothing came for ${Math.max(1, Math.round(milliseconds / 1000))} seconds. Resume the download: it goes on where it stopped.`);
}

export function interrupted(cause: unknown): Failure {
	return new Failure("download-interrupted", "The connection broke off before the file was whole. Resume the download: it goes on where it stopped.", { detail: String(cause), cause });
}

export function certificate({ host }: URL, cause: unknown): Failure {
	return new Failure("download-certificate", `${host} could not prove who it is: its certificate is not trusted here. Behind a proxy that reads encrypted traffic, its own certificate must be installed on this machine. Nothing was downloaded.`, { detail: String(cause), cause });
}

export function insecureRedirect(from: URL, to: URL): Failure {
	return new Failure("download-insecure", `${from.host} sent the download on to an address without encryption (${to.protocol}//${to.host}), where anybody could change the file. It was not followed. Try again later, or get the file by hand.`);
}

export function tooManyRedirects(address: string): Failure {
	return new Failure("download-redirects", `The download of ${nameOf(address)} was sent on from address to address without an end. Try again later, or get the file by hand.`);
}

/** An answer that is no file and no redirect. */
export function refused(address: string, status: number): Failure {
	const name = nameOf(address);
	const detail = `${address}: HTTP status ${status}`;
	if (status === 401 || status === 403) {
		return new Failure("download-forbidden", `The server does not give ${name} to everybody: its publisher wants a sign-in or has to grant access. Get the file with a browser, then choose “I have the files”.`, { detail });
	}
	if (status === 404 || status === 410) {
		return new Failure("download-gone", `${name} is no longer at its address. Look at the publisher's page for it, then choose “I have the files”.`, { detail });
	}
	return new Failure("download-refused", `The server refused ${name} (status ${status}). Try again later, or get the file by hand.`, { detail });
}

/** @param wait milliseconds that the server asks for */
export function busy(address: string, status: number, wait: number | undefined): Failure {
	const when = wait === undefined ? "Try again later" : `It asks to come back in ${wait < 120_000 ? `${Math.ceil(wait / 1000)} seconds` : `${Math.ceil(wait / 60_000)} minutes`}`;
	return new Failure("download-busy", `The server has no time for ${nameOf(address)} now (status ${status}). ${when}; what was downloaded is kept.`, { detail: address });
}

export function wrongRange(address: string, detail: string): Failure {
	return new Failure("download-wrong-range", `The server answered with another piece of ${nameOf(address)} than was asked for. Nothing of it was used. Download it again: it will begin from the start.`, { detail });
}

/** @param expected bytes; @param approximately whether `expected` is rounded */
export function wrongSize(address: string, found: number, expected: number, approximately: boolean): Failure {
	return new Failure("download-wrong-size", `${nameOf(address)} has ${inUnits(found)} at its address, but should have ${approximately ? "about " : ""}${inUnits(expected)}: it is not the file that the catalogue describes. Look at the publisher's page before you use it.`, { detail: `${address}: ${found} bytes, expected ${expected}` });
}

export function tooLarge(address: string, limit: number): Failure {
	return new Failure("download-too-large", `${nameOf(address)} went on beyond the ${inUnits(limit)} that were announced. It was stopped and removed. Try again later, or get the file by hand.`, { detail: address });
}

export function wrongBytes(address: string, expected: string, found: string): Failure {
	return new Failure("download-wrong-bytes", `${nameOf(address)} came whole, but is not the file that its publisher describes: its checksum differs, so it was changed or damaged on the way. It was removed. Download it again; if it happens twice, get it by another network.`, { detail: `expected ${expected}, found ${found}` });
}

export function otherFile(address: string, expected: string, found: string): Failure {
	return new Failure("download-other-file", `At the address of ${nameOf(address)} lies another file than the catalogue describes: its checksum differs. Nothing was downloaded. Look for a newer version of this extension, or at the publisher's page.`, { detail: `expected ${expected}, published ${found}` });
}

export function webPage(address: string): Failure {
	return new Failure("download-not-a-file", `Instead of ${nameOf(address)} came a web page, perhaps the sign-in of your network. Open a browser, sign in, and download again.`, { detail: address });
}

export function endless(address: string): Failure {
	return new Failure("download-unknown-size", `The server does not say how long ${nameOf(address)} is, so nobody could tell whether it came whole. Get the file by hand, then choose “I have the files”.`, { detail: address });
}

/** What the disk refused, as a sentence; `file` is what was written. */
export function diskFailure(error: unknown, file: string): Failure {
	const code = error instanceof Error && "code" in error ? String(error.code) : "";
	const options = { detail: `${file}: ${String(error)}`, cause: error };
	switch (code) {
		case "ENOSPC":
		case "EDQUOT":
			return new Failure("disk-full", "The disk is full. What was downloaded is kept: make room, then resume the download.", options);
		case "EFBIG":
			return new Failure("disk-file-too-large", "The disk is formatted so that it cannot hold a file of this size (FAT32 ends at 4 GB). Choose a folder on another disk.", options);
		case "EACCES":
		case "EPERM":
		case "EROFS":
			return new Failure("not-writable", "The models' folder cannot be written: you have no permission, or the disk is read-only. Choose another folder in the settings.", options);
		default:
			return new Failure("disk-failed", `The disk failed while the download was written (${code || "unknown reason"}). Check the disk, then resume the download.`, options);
	}
}

/** @param reserve bytes that stay free */
export function noRoom(directory: string, { free, needed, reserve }: { readonly free: number; readonly needed: number; readonly reserve: number }): Failure {
	return new Failure("disk-full", `There is not enough room: ${inUnits(needed)} are needed, and ${inUnits(reserve)} must stay free for everything else; ${inUnits(free)} are free on the disk of ${directory}. Make room or choose a folder on another disk.`);
}

/** The last part of an address, without what may be secret in it. */
export function nameOf(address: string): string {
	const name = URL.canParse(address) ? new URL(address).pathname.split("/").at(-1) : undefined;
	try {
		return decodeURIComponent(name ?? "") || address;
	} catch {
		return name ?? address;
	}
}
