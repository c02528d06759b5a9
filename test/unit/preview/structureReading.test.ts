/** A file that is looked at while a docking writes it anew: what is shown stays as long as it is true. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ProteinToView } from "../../../webview/protocol/protein.ts";

vi.mock("vscode", () => import("./vscodeWatched.ts"));
const { StructureReading } = await import("../../../src/preview/structureReading.ts");
const { ProteinLink } = await import("../../../src/preview/protein/link.ts");
const { readStructure } = await import("../../../src/science/structure/readStructure.ts");
const { Uri, watched } = await import("./vscodeWatched.ts");

type Webview = ConstructorParameters<typeof ProteinLink>[0];

/** Poses of a docking; where there is no x, the pose has no atoms. */
const poses = (...all: readonly (number | undefined)[]): Uint8Array => new TextEncoder().encode(all.map((x, index) => `@<TRIPOS>MOLECULE\npose ${index + 1}\n@<TRIPOS>ATOM\n${x === undefined ? "" : ` 1 C1 ${x} 0 0 C.3\n`}`).join(""));

describe("the reading of a structure file", () => {
	let told: ProteinToView[] = [];
	let dispose = (): void => undefined;
	afterEach(() => dispose());

	/** The newest thing that the page was told: which model is shown where with which x, or what is said. */
	const newest = (): unknown => {
		const message = told.at(-1);
		return message?.type === "protein" ? [message.structure?.model, message.structure?.positions[0]] : message?.type === "notice" ? message.text : message?.type;
	};

	async function opened(bytes: Uint8Array): Promise<{ readonly reading: InstanceType<typeof StructureReading>; readonly send: (message: unknown) => void }> {
		[told, watched.bytes] = [[], bytes];
		const link = new ProteinLink(
			{ postMessage: async (message: ProteinToView) => void told.push(message), onDidReceiveMessage: () => ({ dispose: () => undefined }) } as unknown as Webview,
			{ ask: async () => undefined, motifs: { find: () => Promise.reject(new Error("no motif is searched")), dispose: () => undefined }, showModel: (model) => reading.show(model), reopenAsText: async () => undefined, log: { warn: () => undefined } },
		);
		const reading = new StructureReading(Uri.file("/docking/poses.mol2") as never, { read: async (file, name, _, model) => readStructure(file, name, model) }, link);
		dispose = () => [reading, link].forEach((each) => each.dispose());
		link.receive({ type: "ready" });
		await reading.read();
		return { reading, send: (message) => link.receive(message) };
	}

	it("keeps the pose that is shown where the next one is empty, and goes on to the others", async () => {
		const { reading, send } = await opened(poses(1, undefined, 3));
		expect(newest()).toEqual([1, 1]);
		send({ type: "model", model: 2 });
		await vi.waitFor(() => expect(newest()).toBe("Number 2 in this file has no atoms with coordinates, so number 1 is still shown."));
		await reading.read();
		expect(newest()).toEqual([1, 1]);
		send({ type: "model", model: 3 });
		await vi.waitFor(() => expect(newest()).toEqual([3, 3]));
	});

	it("shows the first pose of a file that has nothing for the one that was shown any more", async () => {
		const { reading, send } = await opened(poses(1, 2));
		send({ type: "model", model: 2 });
		await vi.waitFor(() => expect(newest()).toEqual([2, 2]));
		watched.bytes = poses(5, undefined);
		await reading.read();
		expect(newest()).toEqual([1, 5]);
	});

	it("says that the file is gone where it could not be shown either, and reads no longer", async () => {
		const { reading, send } = await opened(poses(1));
		send({ type: "refused" });
		await vi.waitFor(() => expect(newest()).toBe("failed"));
		expect(told.at(-1)).toMatchObject({ canReopen: true });
		watched.bytes = undefined;
		await reading.read();
		expect(told.at(-1)).toMatchObject({ type: "failed", message: "This file is not there any more. It was moved or deleted: open it where it is now.", canReopen: false });
	});

	it("keeps the number of what is shown where the file is deleted during a step", async () => {
		const { reading, send } = await opened(poses(1, 2, 3));
		watched.bytes = undefined;
		send({ type: "model", model: 3 });
		await vi.waitFor(() => expect(newest()).toMatch(/^This file has been deleted/u));
		watched.bytes = poses(1, 2, 3);
		await reading.read();
		expect(newest()).toEqual([1, 1]);
	});
});
