import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How an answer departs from what a good server does. */
export interface Misbehaviour {
	/** Ends the connection after so many bytes of the body. */
	readonly cutAfter?: number;
	/** Stops sending after so many bytes of the body, and keeps the connection. */
	readonly stallAfter?: number;
	readonly ignoresRanges?: boolean;
	/** Instead of the headers that are right; `null` leaves one out. */
	readonly headers?: Readonly<Record<string, string | null>>;
	/** Instead of the bytes that are right. */
	readonly body?: Buffer;
	/** Milliseconds between two pieces of 64 KiB. */
	readonly slow?: number;
}

/** A real server on 127.0.0.1 with one file, as good or as bad as a test wants it; it counts what it sends. */
export class FileServer {
	/** Bytes of bodies that were handed to the connections. */
	sent = 0;
	readonly requests: { readonly path: string; readonly range: string | undefined; readonly ifRange: string | undefined }[] = [];
	etag: string | null;
	lastModified: string | null = "Wed, 01 Nov 2023 10:00:00 GMT";
	/** The answer to the nth request, counted from 0. */
	answer: (index: number, request: IncomingMessage, response: ServerResponse) => void = (_, request, response) => this.serve(request, response);
	readonly #server: Server;
	#port = 0;

	private constructor(public file: Buffer) {
		this.etag = tagOf(file);
		this.#server = createServer((request, response) => {
			const { range, "if-range": ifRange } = request.headers;
			this.requests.push({ path: request.url ?? "", range, ifRange: typeof ifRange === "string" ? ifRange : undefined });
			this.answer(this.requests.length - 1, request, response);
		});
	}

	static async start(file: Buffer): Promise<FileServer> {
		const server = new FileServer(file);
		await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
		server.#port = (server.#server.address() as AddressInfo).port;
		return server;
	}

	get url(): string {
		return `${this.origin}/model.gguf`;
	}

	get origin(): string {
		return `http://127.0.0.1:${this.#port}`;
	}

	/** The publisher uploads another file under the same address. */
	replace(file: Buffer): void {
		this.file = file;
		this.etag = this.etag === null ? null : tagOf(file);
		this.lastModified = this.lastModified === null ? null : "Thu, 02 Nov 2023 10:00:00 GMT";
	}

	/** Answers as RFC 9110 has it, but for what is to be wrong. */
	serve(request: IncomingMessage, response: ServerResponse, wrong: Misbehaviour = {}): void {
		const { range, "if-range": condition } = request.headers;
		const wanted = wrong.ignoresRanges === true ? null : /^bytes=(\d+)-$/.exec(range ?? "");
		const same = condition === undefined || condition === this.etag || condition === this.lastModified;
		const from = wanted && same ? Number(wanted[1]) : 0;
		const partial = wanted !== null && same;
		if (partial && from >= this.file.length) {
			response.writeHead(416, { "content-range": `bytes */${this.file.length}` }).end();
			return;
		}
		const body = wrong.body ?? this.file.subarray(from);
		const headers: Record<string, string | null> = {
			"content-length": String(body.length),
			"content-range": partial ? `bytes ${from}-${this.file.length - 1}/${this.file.length}` : null,
			etag: this.etag,
			"last-modified": this.lastModified,
			...wrong.headers,
		};
		response.writeHead(partial ? 206 : 200, Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)));
		void this.#send(response, body, wrong);
	}

	async #send(response: ServerResponse, body: Buffer, { cutAfter, stallAfter, slow }: Misbehaviour): Promise<void> {
		const end = Math.min(body.length, cutAfter ?? stallAfter ?? body.length);
		for (let at = 0; at < end; at += 65_536) {
			if (slow !== undefined) {
				await new Promise((resolve) => setTimeout(resolve, slow));
			}
			if (response.destroyed) {
				return;
			}
			const piece = body.subarray(at, Math.min(at + 65_536, end));
			this.sent += piece.length;
			await new Promise<void>((resolve) => {
				response.once("close", resolve);
				response.write(piece, () => {
					response.off("close", resolve);
					resolve();
				});
			});
		}
		if (cutAfter !== undefined && cutAfter < body.length) {
			response.destroy();
		} else if (stallAfter === undefined) {
			response.end();
		}
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve())); // also when it has stopped before
	}
}

export function sha256(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}

function tagOf(file: Buffer): string {
	return `"${sha256(file).slice(0, 16)}"`;
}
