import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { download } from "../../src/inference/bundle/download.ts";
import type { Downloaded, DownloadNotice, DownloadOptions, DownloadRequest } from "../../src/inference/bundle/download/request.ts";
import { Failure } from "../../src/science/failure.ts";
import { FileServer, sha256, type Misbehaviour } from "./fileServer.ts";
import { randomNumbers } from "./random.ts";

export const SIZE = 3_000_000;
/** The file that the catalogue describes, and another of the same length. */
export const MODEL = noise(1);
export const OTHER = noise(2);
/** What a resumed download asks for again, to compare. */
export const OVERLAP = 4096;

/** Bytes without a pattern. */
function noise(seed: number): Buffer {
	const choose = randomNumbers(seed);
	return Buffer.from(Uint32Array.from({ length: SIZE / 4 }, () => choose() * 2 ** 32).buffer);
}

/** A server with one file, a folder for it, and a person who is told what goes on. */
export class DownloadScene {
	readonly folder = mkdtempSync(path.join(tmpdir(), "biomedgpt-download-"));
	readonly target = path.join(this.folder, "model.gguf");
	notices: DownloadNotice[] = [];

	private constructor(readonly server: FileServer) {}

	static async open(): Promise<DownloadScene> {
		return new DownloadScene(await FileServer.start(MODEL));
	}

	async close(): Promise<void> {
		await this.server.stop();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Downloads {@link MODEL}, known by size and checksum, with the patience of a test. */
	get(more: Partial<DownloadRequest> = {}, options: Partial<DownloadOptions> = {}): Promise<Downloaded> {
		return download(
			{ url: this.server.url, target: this.target, bytes: SIZE, approximateBytes: null, sha256: sha256(MODEL), ...more },
			{ licenceAccepted: true, fetch: globalThis.fetch, backOff: 2, attempts: 3, stall: 300, notice: (notice) => this.notices.push(notice), ...options },
		);
	}

	async refusal(more: Partial<DownloadRequest> = {}, options: Partial<DownloadOptions> = {}): Promise<Failure> {
		return this.get(more, options).then(
			() => Promise.reject(new Error("the download succeeded")),
			(error: unknown) => {
				if (error instanceof Failure) {
					return error;
				}
				throw error;
			},
		);
	}

	/** Answers well from now on. */
	behave(): void {
		this.server.answer = (_, request, response) => this.server.serve(request, response);
	}

	/** Answers badly from now on, always in the same way. */
	misbehave(wrong: Misbehaviour): void {
		this.server.answer = (_, request, response) => this.server.serve(request, response, wrong);
	}

	/** Leaves a download that stopped after about half; gives the bytes that are here. */
	async half(more: Partial<DownloadRequest> = {}): Promise<number> {
		this.misbehave({ cutAfter: SIZE / 2, slow: 1 });
		await this.refusal(more, { attempts: 1 });
		this.behave();
		this.server.sent = 0;
		this.server.requests.length = 0;
		this.notices = [];
		return statSync(`${this.target}.part`).size;
	}

	expectWhole(file = MODEL): void {
		expect(readFileSync(this.target).equals(file)).toBe(true);
		expect(readdirSync(this.folder)).toEqual(["model.gguf"]);
	}

	expectNothing(): void {
		expect(readdirSync(this.folder)).toEqual([]);
	}
}
