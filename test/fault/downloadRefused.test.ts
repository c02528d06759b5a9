/** A server lies, refuses or fails: nothing wrong is ever taken for the model, and the reason is a sentence. */
import { readFileSync, rmSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DownloadRequest } from "../../src/inference/bundle/download/request.ts";
import type { Fetch } from "../../src/inference/bundle/download/transport.ts";
import { DownloadScene, MODEL, OTHER, OVERLAP, SIZE } from "../support/downloads.ts";
import { sha256, type Misbehaviour } from "../support/fileServer.ts";

let scene: DownloadScene;
beforeEach(async () => {
	scene = await DownloadScene.open();
});
afterEach(() => scene.close());

describe("a download that is refused", () => {
	it("before the first byte, when nobody accepted the licence", async () => {
		const failure = await scene.refusal({}, { licenceAccepted: false as unknown as true });
		expect(failure.code).toBe("licence-not-accepted");
		expect(scene.server.requests).toEqual([]);
		scene.expectNothing();
	});

	it.each<[string, Misbehaviour, Partial<DownloadRequest>, string]>([
		["other bytes of the same length", { body: OTHER }, {}, "download-wrong-bytes"],
		["bytes that differ from what the publisher tells", { body: OTHER, headers: { "x-linked-etag": sha256(MODEL) } }, { sha256: null }, "download-wrong-bytes"],
		["another file than the catalogue has", { headers: { "x-linked-etag": sha256(OTHER) } }, {}, "download-other-file"],
		["a file of another length", { body: MODEL.subarray(0, 1000) }, {}, "download-wrong-size"],
		["a file far from the length on the publisher's page", { body: MODEL.subarray(0, 1000) }, { bytes: null, sha256: null, approximateBytes: 3_010_000 }, "download-wrong-size"],
		["chunks that end too early for it", { body: MODEL.subarray(0, 1000), headers: { "content-length": null, "transfer-encoding": "chunked" } }, { bytes: null, sha256: null, approximateBytes: 3_010_000 }, "download-wrong-size"],
		["chunks without an end", { body: Buffer.concat([MODEL, MODEL]), headers: { "content-length": null, "transfer-encoding": "chunked" } }, {}, "download-too-large"],
		["chunks beyond the length on the publisher's page", { body: Buffer.concat([MODEL, MODEL]), headers: { "content-length": null, "transfer-encoding": "chunked" } }, { bytes: null, sha256: null, approximateBytes: 3_010_000 }, "download-too-large"],
		["a packed bomb", { body: gzipSync(Buffer.alloc(200_000_000)), headers: { "content-encoding": "gzip" } }, {}, "download-too-large"],
		["a sign-in page of the network", { body: Buffer.from("<html>Welcome to our café"), headers: { "content-type": "text/html; charset=utf-8" } }, { bytes: null, sha256: null }, "download-not-a-file"],
		["a length that only the end of the connection tells", { headers: { "content-length": null, connection: "close" } }, { bytes: null, sha256: null }, "download-unknown-size"],
	])("%s", async (_, wrong, known, code) => {
		scene.server.answer = (_index, request, response) => {
			if (wrong.headers?.["connection"] === "close") {
				response.useChunkedEncodingByDefault = false;
			}
			scene.server.serve(request, response, wrong);
		};
		const failure = await scene.refusal(known);
		expect(failure.code).toBe(code);
		expect(failure.message).toMatch(/model\.gguf/);
		expect(failure.message).toMatch(/(Look|Try|Download|Open|Get|get|download) /);
		scene.expectNothing();
	});

	it.each<[string, (from: number) => Misbehaviour]>([
		["another start", (from) => ({ headers: { "content-range": `bytes ${from - 1}-${SIZE - 1}/${SIZE}` } })],
		["nonsense", () => ({ headers: { "content-range": "bytes lots" } })],
		["nothing", () => ({ headers: { "content-range": null } })],
		["an end before the start", (from) => ({ headers: { "content-range": `bytes ${from}-${from - 1}/${SIZE}` } })],
		["an end beyond the end", (from) => ({ headers: { "content-range": `bytes ${from}-${SIZE}/${SIZE}` } })],
		["another length than the body", (from) => ({ headers: { "content-range": `bytes ${from}-${from + 9}/${SIZE}` } })],
	])("for a piece that was not asked for (%s), and the next try begins from the start", async (_, lie) => {
		const there = await scene.half();
		scene.misbehave(lie(there - OVERLAP));
		const failure = await scene.refusal();
		expect(failure.code).toBe("download-wrong-range");
		expect(readFileSync(`${scene.target}.part`).equals(MODEL.subarray(0, there))).toBe(true);
		scene.server.requests.length = 0;
		scene.behave();
		await scene.get();
		expect(scene.server.requests[0]?.range).toBeUndefined();
		scene.expectWhole();
	});

	it("a piece without having asked for one", async () => {
		scene.server.answer = (_, __, response) => {
			response.writeHead(206, { "content-range": `bytes 5-${SIZE - 1}/${SIZE}` });
			response.end(MODEL.subarray(5));
		};
		expect((await scene.refusal()).code).toBe("download-wrong-range");
	});

	it("never takes other bytes for the asked ones, whatever the scene.server says they are", async () => {
		await scene.half({ sha256: null });
		scene.server.answer = (index, request, response) => scene.server.serve(request, response, index === 0 ? { body: MODEL.subarray(0, SIZE - Number(/\d+/.exec(request.headers.range ?? "")?.[0])) } : {});
		await scene.get({ sha256: null });
		expect(scene.notices).toMatchObject([{ kind: "starts-over" }]);
		scene.expectWhole();
	});

	it.each<[number, string, RegExp]>([
		[401, "download-forbidden", /sign-in/],
		[403, "download-forbidden", /I have the files/],
		[404, "download-gone", /publisher's page/],
		[418, "download-refused", /status 418/],
		[204, "download-refused", /status 204/],
	])("with status %d at once", async (status, code, sentence) => {
		scene.server.answer = (_, __, response) => void response.writeHead(status).end();
		const failure = await scene.refusal();
		expect(failure.code).toBe(code);
		expect(failure.message).toMatch(sentence);
		expect(scene.server.requests).toHaveLength(1);
	});

	it.each([500, 502, 503, 504, 429, 408])("with status %d after some tries, and the rest can be resumed", async (status) => {
		const there = await scene.half();
		scene.server.answer = (_, __, response) => void response.writeHead(status, { "retry-after": "0" }).end();
		const failure = await scene.refusal();
		expect(failure.code).toBe("download-busy");
		expect(scene.server.requests).toHaveLength(3);
		expect(statSync(`${scene.target}.part`).size).toBe(there);
		scene.server.answer = (index, request, response) => (index < 5 ? void response.writeHead(status).end() : scene.server.serve(request, response));
		await scene.get();
		expect(scene.server.sent).toBe(SIZE - there + OVERLAP);
		scene.expectWhole();
	});

	it("waits as long as the scene.server asks for, but not for hours", async () => {
		scene.server.answer = (index, request, response) => (index === 0 ? void response.writeHead(429, { "retry-after": "1" }).end() : scene.server.serve(request, response));
		const began = performance.now();
		await scene.get();
		expect(performance.now() - began).toBeGreaterThan(990);
		rmSync(scene.target);
		scene.server.answer = (_, __, response) => void response.writeHead(503, { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() }).end();
		const failure = await scene.refusal();
		expect(failure.message).toMatch(/come back in (60|59) minutes/);
	});

	it("a range that is said not to exist, again and again", async () => {
		await scene.half();
		scene.server.answer = (_, __, response) => void response.writeHead(416).end();
		expect((await scene.refusal()).code).toBe("download-refused");
		expect(scene.server.requests).toHaveLength(2);
	});

	it("redirects without an end", async () => {
		scene.server.answer = (_, __, response) => void response.writeHead(302, { location: scene.server.url }).end();
		expect((await scene.refusal()).code).toBe("download-redirects");
		expect(scene.server.requests.length).toBeLessThan(15);
	});

	it("a redirect from an encrypted address to an open one, or to no address", async () => {
		const to = (location: string): Fetch => async () => ({ status: 302, headers: { get: (name) => (name === "location" ? location : null) }, body: null });
		const url = "https://huggingface.co/PharMolix/x/resolve/main/model.gguf";
		expect(await scene.refusal({ url }, { fetch: to(scene.server.url) })).toMatchObject({ code: "download-insecure", message: expect.stringMatching(/huggingface\.co.*without encryption/) as string });
		expect((await scene.refusal({ url }, { fetch: to("file:///etc/passwd") })).code).toBe("download-insecure");
		expect((await scene.refusal({ url }, { fetch: to("http://[") })).code).toBe("bad-address");
		expect(scene.server.requests).toEqual([]);
	});

	it.each(["file:///etc/passwd", "https://somebody:secret@example.org/model.gguf", "nonsense"])("the address %s", async (url) => {
		expect((await scene.refusal({ url })).code).toBe("bad-address");
	});

	it("a scene.server whose certificate is not trusted, at once and in words", async () => {
		const failure = await scene.refusal({ url: "https://example.org/model.gguf" }, { fetch: () => Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error("self signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }) })) });
		expect(failure).toMatchObject({ code: "download-certificate", message: expect.stringMatching(/example\.org.*certificate/) as string });
	});

	it("a scene.server that is not there, after some tries", async () => {
		await scene.server.stop();
		const failure = await scene.refusal();
		expect(failure).toMatchObject({ code: "download-unreachable", message: expect.stringMatching(/127\.0\.0\.1.*network/) as string });
		expect(scene.notices).toHaveLength(2);
	});

	it("a scene.server that answers nothing, or always breaks off at the same place", async () => {
		scene.server.answer = () => undefined;
		expect((await scene.refusal({}, { attempts: 2 })).code).toBe("download-stalled");
		scene.misbehave({ cutAfter: 100 });
		expect((await scene.refusal()).code).toBe("download-interrupted");
	});
});
