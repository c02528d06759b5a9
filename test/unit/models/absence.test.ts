/** A model that is not there any more: what is told, how often, and what can be done about it. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ActiveModel } from "../../../src/models/active.ts";
import { Absence } from "../../../src/models/absence.ts";
import type { Library } from "../../../src/models/library.ts";

interface Told {
	readonly text: string;
	readonly buttons: readonly string[];
}
const said = vi.hoisted(() => ({ told: [] as Told[], answer: undefined as string | undefined, ran: [] as string[] }));
vi.mock("vscode", async () => ({
	...(await import("./vscode.ts")),
	window: { showWarningMessage: (text: string, ...buttons: readonly string[]) => Promise.resolve((said.told.push({ text, buttons }), said.answer)) },
	commands: { executeCommand: (name: string) => Promise.resolve(said.ran.push(name)) },
}));

/** The models of a folder, and which one is chosen. */
class Models {
	readonly removing = new Set<string>();
	readonly there = new Set(["ten", "lm"]);
	readonly bin: { readonly id: string; readonly name: string }[] = [];
	private changed: () => void = () => undefined;
	constructor(private chosen: string) {}
	get active(): ActiveModel {
		return this.has(this.chosen) ? { name: this.chosen, directory: `/models/${this.chosen}` } : { name: "nano", directory: "/nano", missing: this.chosen };
	}
	has(name: string): boolean {
		return name === "nano" || this.there.has(name);
	}
	onDidChange = (changed: () => void): { dispose: () => void } => {
		this.changed = changed;
		return { dispose: () => undefined };
	};
	refresh(): void {
		this.changed();
	}
	survey = () => Promise.resolve({ removed: this.bin });
	store = () => Promise.resolve({ restore: (id: string) => this.bringBack(id) });
	choose(name: string): void {
		this.chosen = name;
		this.changed();
	}
	remove(name: string): void {
		this.there.delete(name);
		this.bin.push({ id: `1_${name}`, name });
		this.changed();
	}
	private async bringBack(id: string): Promise<void> {
		this.there.add(this.bin.find((each) => each.id === id)?.name ?? "");
		await Promise.resolve();
	}
}

const watch = (models: Models): Absence => new Absence(models as unknown as Library);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
	Object.assign(said, { told: [], answer: undefined, ran: [] });
});

describe("a model that is not there any more", () => {
	it("is named once where it is chosen, with ways on", async () => {
		const models = new Models("ten");
		watch(models);
		models.remove("ten");
		models.refresh();
		await settled();
		expect(said.told).toEqual([{ text: expect.stringMatching(/^The model ten was removed: the embedded model answers instead\./) as string, buttons: ["Bring Back", "Use Model…"] }]);
	});

	it("comes back by the warning's button", async () => {
		const models = new Models("ten");
		watch(models);
		said.answer = "Bring Back";
		models.remove("ten");
		await settled();
		expect(models.active).toEqual({ name: "ten", directory: "/models/ten" });
		// It may go again, and that is told again.
		models.remove("ten");
		await settled();
		expect(said.told).toHaveLength(2);
	});

	it("that is gone for good leaves the choice of another one", async () => {
		const models = new Models("ten");
		models.there.delete("ten");
		said.answer = "Use Model…";
		watch(models).look();
		await settled();
		expect(said.told).toEqual([{ text: "The model ten is not in the models' folder any more: the embedded model answers instead.", buttons: ["Use Model…"] }]);
		expect(said.ran).toEqual(["biomedgpt.models.use"]);
	});

	it("is told where another window removed what answered here", async () => {
		const models = new Models("ten");
		watch(models);
		models.choose("nano");
		await settled();
		expect(said.told).toEqual([]);
		models.remove("ten");
		models.refresh();
		await settled();
		expect(said.told.map(({ text }) => text)).toEqual([expect.stringContaining("The model ten was removed: the embedded model answers instead.")]);
	});

	it("is no news where this window removed it, or where it had not answered lately", async () => {
		const models = new Models("ten");
		watch(models);
		models.remove("lm");
		models.choose("nano");
		models.removing.add("ten");
		models.remove("ten");
		models.removing.delete("ten");
		models.refresh();
		await settled();
		expect(said.told).toEqual([]);
	});
});
