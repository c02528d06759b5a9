import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect } from "vitest";
import type { DrawingTheme, RecordModel, RecordsToHost, RecordsToView } from "../../../webview/protocol/records.ts";
import { realChemistry } from "../chemistry.ts";
import { started } from "../started.ts";
import { chromiumPath, Harness, type ServedPage } from "./harness.ts";
import { answerRecords, type FakeFile, type RecordsPage } from "./records.ts";
import type { ThemeName } from "./themes.ts";

const recordsPage: ServedPage = { name: "records", entry: "webview/records/main.ts", element: "biomedgpt-records" };
const samples = readFileSync(path.resolve(import.meta.dirname, "../../../samples/compounds.csv"), "utf8").trim().split(/\r?\n/).slice(1).map((line) => line.split(","));
const themes: Readonly<Record<ThemeName, DrawingTheme>> = { light: "light", dark: "dark", "high-contrast": "high-contrast-dark" };

/** A folder for pictures to look at; none are taken without it. */
const shots = process.env["BIOMEDGPT_SHOTS"];

export interface Look {
	/** Pixels. */
	readonly width?: number;
	readonly height?: number;
	readonly theme?: ThemeName;
	/** A script for the page, as a file. */
	readonly axe?: string;
}

export interface RecordsPages {
	/** Opens a file, and waits for its first record. */
	readonly open: (file: FakeFile, look?: Look) => Promise<void>;
	/** Closes the page, which must have nothing to complain of. */
	readonly close: () => Promise<void>;
	/** Takes a picture of the page for people, where they want one. */
	readonly shoot: (name: string) => Promise<void>;
	/** What the page told the host: of one kind, in order. */
	readonly said: <T extends RecordsToHost["type"]>(type: T) => Extract<RecordsToHost, { type: T }>[];
	readonly grid: () => Locator;
	/** A file of so many molecules: those of the samples again and again, drawn for cards or for a table; the twelfth cannot be drawn. */
	readonly molecules: (total: number, layout?: "cards" | "table") => FakeFile;
}

/**
 * The page of a file's records for the tests of a `describe`, in one browser, with RDKit's drawings. Call it there, outside of the tests.
 *
 * @param use is told of each page that is opened, before it shows anything
 */
export function recordsPages(use: (records: RecordsPage, page: Page) => void): RecordsPages {
	const harness = started(() => Harness.start({}, chromiumPath, recordsPage));
	const real = started(() => realChemistry());
	const drawings: Record<"cards" | "table", Partial<Record<DrawingTheme, readonly string[]>>> = { cards: {}, table: {} };
	let records: RecordsPage;
	beforeAll(async () => {
		for (const theme of Object.values(themes)) {
			for (const [layout, size] of [["cards", { width: 220, height: 150 }], ["table", { width: 200, height: 120 }]] as const) {
				drawings[layout][theme] = await Promise.all(samples.map(([, smiles = ""]) => real().chemistry.draw(smiles, { theme, ...size })));
			}
		}
	});
	return {
		open: async (file, { width = 900, height = 720, theme = "dark", axe } = {}) => {
			records = await harness().open<RecordsToHost, RecordsToView>({ width, height, theme, ...(axe === undefined ? {} : { axe }) });
			use(records, records.page);
			await answerRecords(records, file);
			await records.page.getByTestId("record").first().waitFor();
		},
		close: async () => {
			expect(records.complaints).toEqual([]);
			await records.page.close();
		},
		shoot: async (name) => {
			if (shots !== undefined) {
				await records.page.waitForTimeout(300);
				await records.page.screenshot({ path: path.join(shots, `${name}.png`) });
			}
		},
		said: <T extends RecordsToHost["type"]>(type: T) => records.sent.filter((each): each is Extract<RecordsToHost, { type: T }> => each.type === type),
		grid: () => records.page.getByTestId("grid"),
		molecules: (total, layout = "cards") => ({ columns: ["IC50_nM", "pIC50", "reference"], total, row, svgs: drawings[layout] }),
	};
}

function row(record: number): RecordModel {
	const [name = "", , ...cells] = samples[record % samples.length] ?? [];
	return record === 11 ? { record, name: "broken", cells, problem: "Record 12 cannot be drawn. This mol block cannot be read: its fourth line promises 12 atoms and 12 bonds, but there are only 9 lines before “M  END”. It may have been cut off: fetch it again." } : { record, name: record === 5 ? "" : name, cells };
}
