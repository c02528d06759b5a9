/** A model comes over a bad line: what arrives in the end is the file, and what was fetched once is not fetched again. */
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DownloadProgress } from "../../src/inference/bundle/download/request.ts";
import { DownloadScene, MODEL, OTHER, OVERLAP, SIZE } from "../support/downloads.ts";
import { sha256, type FileServer, type Misbehaviour } from "../support/fileServer.ts";

let scene: DownloadScene;
beforeEach(async () => {
	scene = await DownloadScene.open();
});
afterEach(() => scene.close());

/** The first answers go wrong, each in its way; the others are right. */
function atFirst(...wrong: Misbehaviour[]): void {
	scene.server.answer = (index, request, response) => scene.server.serve(request, response, wrong[index]);
}

describe("a download that goes well", () => {
	it("gives the file, its checksum and its progress, and asks for nothing twice", async () => {
		const progress: DownloadProgress[] = [];
		const { bytes, sha256: found, checkedWith } = await scene.get({}, { report: (now) => progress.push(now) });
		expect([bytes, found, checkedWith]).toEqual([SIZE, sha256(MODEL), "catalogue"]);
		expect(progress.at(-1)).toEqual({ phase: "downloading", done: SIZE, total: SIZE });
		scene.expectWhole();
		await scene.get();
		expect(scene.server.requests).toHaveLength(1);
	});

	it("follows redirects, and takes size and checksum that the publisher tells on the way", async () => {
		scene.server.answer = (index, request, response) => {
			if (index < 2) {
				response.writeHead(302, { location: index === 0 ? "/elsewhere" : `${scene.server.origin}/cdn?signature=secret`, "x-linked-etag": `"${sha256(MODEL)}"`, "x-linked-size": String(SIZE) }).end();
			} else {
				scene.server.serve(request, response);
			}
		};
		expect(await scene.get({ bytes: null, sha256: null })).toMatchObject({ checkedWith: "publisher" });
		expect(scene.server.requests.map((each) => each.path)).toEqual(["/model.gguf", "/elsewhere", "/cdn?signature=secret"]);
		scene.expectWhole();
	});

	it("takes a file whose length nobody knows, when it comes in chunks that end", async () => {
		atFirst({ headers: { "content-length": null, "transfer-encoding": "chunked" } });
		expect(await scene.get({ bytes: null, sha256: null })).toMatchObject({ bytes: SIZE, checkedWith: "nobody" });
		scene.expectWhole();
	});

	it("unpacks what a scene.server packs unasked", async () => {
		atFirst({ body: gzipSync(MODEL), headers: { "content-encoding": "gzip" } });
		await scene.get();
		scene.expectWhole();
	});

	it("repairs a file that was damaged on the disk since", async () => {
		await scene.get();
		writeFileSync(scene.target, OTHER);
		await scene.get();
		expect(scene.notices).toMatchObject([{ reason: "damaged" }]);
		scene.expectWhole();
	});
});

describe("a download that is resumed", () => {
	it("after a connection that broke: the rest, not the whole", async () => {
		const there = await scene.half();
		expect(there).toBeGreaterThan(SIZE / 3);
		await scene.get();
		expect(scene.server.requests).toEqual([{ path: "/model.gguf", range: `bytes=${there - OVERLAP}-`, ifRange: scene.server.etag }]);
		expect(scene.server.sent).toBe(SIZE - there + OVERLAP);
		scene.expectWhole();
	});

	it("by itself, as often as it takes, when each connection brings a piece", async () => {
		scene.misbehave({ cutAfter: 300_000, slow: 5 });
		await scene.get();
		expect(scene.server.requests.length).toBeGreaterThan(9);
		expect(scene.server.sent).toBeLessThan(SIZE + scene.server.requests.length * (OVERLAP + 65_536));
		scene.expectWhole();
	});

	it("by itself, when nothing comes any more", async () => {
		atFirst({ stallAfter: SIZE / 2 });
		await scene.get();
		expect(scene.notices).toMatchObject([{ kind: "tries-again", sentence: expect.stringMatching(/Nothing came for/) as string }]);
		expect(scene.server.sent).toBe(SIZE + OVERLAP);
		scene.expectWhole();
	});

	it("without a checksum, by entity tag or by date", async () => {
		const unknown = { bytes: null, sha256: null };
		await scene.half(unknown);
		await scene.get(unknown);
		expect(scene.server.requests[0]?.ifRange).toBe(scene.server.etag);
		scene.expectWhole();
		rmSync(scene.target);
		scene.server.etag = `W/${scene.server.etag}`;
		await scene.half(unknown);
		await scene.get(unknown);
		expect(scene.server.requests[0]?.ifRange).toBe(scene.server.lastModified);
		scene.expectWhole();
	});

	it("after a cancel", async () => {
		const stop = new AbortController();
		scene.misbehave({ slow: 5 });
		const going = scene.get({}, { signal: stop.signal, report: ({ done }) => done > SIZE / 4 && stop.abort() });
		await expect(going).rejects.toThrow(/abort/i);
		const there = statSync(`${scene.target}.part`).size;
		scene.server.sent = 0;
		await scene.get();
		expect(scene.server.sent).toBe(SIZE - there + OVERLAP);
		scene.expectWhole();
	});

	it("when only its name was missing: nothing is fetched", async () => {
		await scene.half();
		writeFileSync(`${scene.target}.part`, MODEL);
		await scene.get();
		expect(scene.server.requests).toEqual([]);
		scene.expectWhole();
	});

	it("from a scene.server that gives less of a range than it was asked for", async () => {
		await scene.half();
		const PIECE = 400_000;
		scene.server.answer = (_, request, response) => {
			const from = Number(/\d+/.exec(request.headers.range ?? "")?.[0]);
			const end = Math.min(SIZE, from + PIECE);
			scene.server.serve(request, response, { body: MODEL.subarray(from, end), headers: { "content-range": `bytes ${from}-${end - 1}/${SIZE}` } });
		};
		await scene.get();
		expect(scene.notices).toEqual([]);
		scene.expectWhole();
	});
});

describe("a download that begins again, and says so", () => {
	it.each([[{ bytes: null, sha256: null }], [{ bytes: SIZE, sha256: sha256(OTHER) }]])("because the file has changed (%j)", async (known) => {
		await scene.half(known);
		scene.server.replace(OTHER);
		await scene.get(known);
		expect(scene.notices).toMatchObject([{ kind: "starts-over", reason: "changed", sentence: expect.stringMatching(/model\.gguf has changed/) as string }]);
		scene.expectWhole(OTHER);
	});

	it("because the file has changed, at a scene.server that does not look at If-Range", async () => {
		await scene.half({ bytes: null, sha256: null });
		scene.server.replace(OTHER);
		scene.server.answer = (_, request, response) => {
			delete request.headers["if-range"];
			scene.server.serve(request, response);
		};
		await scene.get({ bytes: null, sha256: null });
		expect(scene.notices).toMatchObject([{ reason: "changed" }]);
		scene.expectWhole(OTHER);
	});

	it("because the file has changed, at a scene.server that knows neither tags nor dates", async () => {
		scene.server.etag = scene.server.lastModified = null;
		await scene.half({ sha256: sha256(OTHER) });
		scene.server.replace(OTHER);
		await scene.get({ sha256: sha256(OTHER) });
		expect(scene.notices).toMatchObject([{ reason: "changed" }]);
		scene.expectWhole(OTHER);
	});

	it("because the file is shorter now than what is here", async () => {
		await scene.half({ bytes: null, sha256: null });
		scene.server.etag = scene.server.lastModified = null;
		scene.server.replace(OTHER.subarray(0, 10_000));
		scene.server.answer = (_, request, response) => {
			delete request.headers["if-range"];
			scene.server.serve(request, response);
		};
		await scene.get({ bytes: null, sha256: null });
		expect(scene.notices).toMatchObject([{ reason: "changed" }]);
		scene.expectWhole(OTHER.subarray(0, 10_000));
	});

	it("because the publisher tells another checksum than before", async () => {
		const linked = (file: Buffer) => (_: number, request: Parameters<FileServer["serve"]>[0], response: Parameters<FileServer["serve"]>[1]): void => {
			scene.server.serve(request, response, { headers: { "x-linked-etag": `"${sha256(file)}"` }, ...(request.headers.range === undefined && file === MODEL && { cutAfter: SIZE / 2 }) });
		};
		scene.server.etag = scene.server.lastModified = null;
		scene.server.answer = linked(MODEL);
		await scene.refusal({ bytes: null, sha256: null }, { attempts: 1 });
		scene.server.replace(OTHER);
		scene.server.answer = linked(OTHER);
		expect(await scene.get({ bytes: null, sha256: null })).toMatchObject({ checkedWith: "publisher" });
		expect(scene.notices.at(-1)).toMatchObject({ reason: "changed" });
		scene.expectWhole(OTHER);
	});

	it("because the scene.server ignores ranges, without a byte out of place", async () => {
		await scene.half();
		scene.misbehave({ ignoresRanges: true });
		await scene.get();
		expect(scene.notices).toMatchObject([{ reason: "no-ranges" }]);
		expect(scene.server.sent).toBe(SIZE);
		scene.expectWhole();
	});

	it("because nobody can tell whether what is here is right: no tag, no date, no checksum", async () => {
		scene.server.etag = scene.server.lastModified = null;
		await scene.half({ sha256: null });
		await scene.get({ sha256: null });
		expect(scene.notices).toMatchObject([{ reason: "unknown" }]);
		expect(scene.server.requests[0]?.range).toBeUndefined();
		scene.expectWhole();
	});

	it.each<[string, () => void]>([
		["is gone", () => rmSync(`${scene.target}.part.json`)],
		["is damaged", () => truncateSync(`${scene.target}.part.json`, 20)],
		["is of another file", () => writeFileSync(`${scene.target}.part.json`, readFileSync(`${scene.target}.part.json`, "utf8").replace("model.gguf", "other.gguf"))],
		["is not ours", () => writeFileSync(`${scene.target}.part.json`, `{"url":"${"x".repeat(100_000)}"}`)],
	])("because what was noted of it %s", async (_, damage) => {
		await scene.half({ sha256: null });
		damage();
		await scene.get({ sha256: null });
		expect(scene.notices).toMatchObject([{ reason: "unknown" }]);
		scene.expectWhole();
	});

	it("because what is here was damaged on the disk", async () => {
		await scene.half();
		const part = readFileSync(`${scene.target}.part`);
		writeFileSync(`${scene.target}.part`, Buffer.concat([part.subarray(0, -100), Buffer.alloc(100)]));
		await scene.get();
		scene.expectWhole();
	});
});
