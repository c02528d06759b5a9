/** Behind the proxy of an institute: the command line goes through it, as its environment says. */
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { environmentFetch } from "../../../../src/inference/bundle/download/environmentFetch.ts";
import { DownloadScene, MODEL } from "../../../support/downloads.ts";

let scene: DownloadScene;
let proxy: Server;
let asked: string[];
beforeEach(async () => {
	scene = await DownloadScene.open();
	asked = [];
	proxy = createServer();
	proxy.on("connect", (request, client, head) => {
		asked.push(request.url ?? "");
		const [host, port] = (request.url ?? "").split(":");
		const upstream = connect(Number(port), host, () => {
			client.write("HTTP/1.1 200 Connection established\r\n\r\n");
			upstream.write(head);
			upstream.pipe(client).pipe(upstream);
		});
		upstream.on("error", () => client.destroy());
		client.on("error", () => upstream.destroy());
	});
	await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
	proxy.closeAllConnections();
	await Promise.all([new Promise((resolve) => proxy.close(resolve)), scene.close()]);
});

const address = (): string => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

it.each([["HTTP_PROXY"], ["http_proxy"]])("goes through the proxy of %s", async (name) => {
	await scene.get({}, { fetch: environmentFetch({ [name]: address() }) });
	expect(asked).toEqual([new URL(scene.server.url).host]);
	scene.expectWhole(MODEL);
});

it("asks directly where no proxy is named, or not for this host", async () => {
	await scene.get({}, { fetch: environmentFetch({}) });
	scene.server.sent = 0;
	await scene.get({ target: `${scene.target}.again` }, { fetch: environmentFetch({ HTTP_PROXY: address(), NO_PROXY: "example.org,127.0.0.1" }) });
	expect(asked).toEqual([]);
});

it("resumes through it", async () => {
	const there = await scene.half();
	await scene.get({}, { fetch: environmentFetch({ HTTP_PROXY: address() }) });
	expect(scene.server.requests[0]?.range).toBe(`bytes=${there - 4096}-`);
	expect(asked).toHaveLength(1);
	scene.expectWhole();
});

it("says when the proxy is not there, or no address", async () => {
	expect(await scene.refusal({}, { fetch: environmentFetch({ HTTP_PROXY: "http://127.0.0.1:9" }) })).toMatchObject({ code: "download-unreachable", message: expect.stringMatching(/proxy settings/) as string });
	expect(() => environmentFetch({ HTTP_PROXY: "not an address" })).toThrow(/HTTP_PROXY.*must be like/);
});
