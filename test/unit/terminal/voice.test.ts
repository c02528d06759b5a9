import { describe, expect, it } from "vitest";
import type { JobProgress } from "../../../src/annotation/job.ts";
import { byteLine, duration, progressLine, type ByteProgress } from "../../../src/terminal/progressBar.ts";
import { JsonVoice, PlainVoice } from "../../../src/terminal/voice.ts";

const half: JobProgress = { phase: "annotating", rows: 25_000, total: 50_000, ok: 24_988, failed: 12, rowsPerSecond: 1234.4, secondsLeft: 20.2 };

class Page {
	text = "";
	constructor(
		readonly isTTY: boolean,
		readonly columns = 100,
	) {}
	write(text: string): void {
		this.text += text;
	}
}

describe("the progress of an annotation", () => {
	it("is a bar with what a person wants to know", () => {
		expect(progressLine(half, 120)).toBe("Annotating  ███████████████░░░░░░░░░░░░░░░  50 %  25,000 of 50,000 rows  0:20 left  1,234 rows/s  12 failed");
	});

	it.each([200, 80, 60, 40, 20, 5])("fits a terminal of %i columns", (columns) => {
		expect(progressLine(half, columns).length).toBeLessThan(columns);
		expect(progressLine(half, columns)).toMatch(columns < 40 ? /^Anno/ : /50 %/);
	});

	it("needs no total, and says why it waits", () => {
		expect(progressLine({ ...half, total: undefined, secondsLeft: undefined }, 120)).toBe("Annotating  25,000 rows  1,234 rows/s  12 failed");
		expect(progressLine({ ...half, waiting: "The disk is full." }, 120)).toMatch(/The disk is full\.$/);
	});

	it("tells times as clocks do", () => {
		expect([0.4, 61, 3723, 183_600].map(duration)).toEqual(["0:00", "1:01", "1:02:03", "2 d 3 h"]);
	});

	it("is drawn over itself on a terminal, and leaves nothing behind but the last sentence", () => {
		const page = new Page(true);
		const voice = new PlainVoice(page);
		voice.progress(half);
		voice.done("Wrote out.csv.");
		expect(page.text).toMatch(/^\r\u001b\[2KAnnotating .*\r\u001b\[2KWrote out\.csv\.\n$/);
	});

	it("is silent in a pipe, but for a full disk", () => {
		const page = new Page(false);
		const voice = new PlainVoice(page);
		voice.progress(half);
		voice.progress({ ...half, waiting: "The disk is full." });
		voice.progress({ ...half, waiting: "The disk is full." });
		voice.progress(half);
		voice.done("Wrote out.csv.");
		expect(page.text).toBe("The disk is full.\nGoing on.\nWrote out.csv.\n");
	});

	it("is one object a line for programs", () => {
		const page = new Page(false);
		const voice = new JsonVoice(page);
		voice.progress(half);
		voice.progress({ ...half, rows: 25_001 });
		voice.remark("A remark.");
		voice.done("Wrote out.csv.", { rows: 50_000, failed: 12 });
		voice.failed({ code: "not-writable", message: "No." });
		const lines = page.text.trimEnd().split("\n").map((line) => JSON.parse(line) as { event: string });
		expect(lines.map(({ event }) => event)).toEqual(["progress", "remark", "done", "failed"]);
		expect(lines[0]).toMatchObject({ rows: 25_000, total: 50_000, secondsLeft: 20.2 });
		expect(lines[2]).toMatchObject({ rows: 50_000, failed: 12 });
	});
});

describe("the progress of a download or an import", () => {
	const third: ByteProgress = { phase: "downloading", title: "Downloading model.gguf", done: 1.36e9, total: 4.08e9, share: 1 / 3, secondsLeft: 125 };

	it("is a bar with bytes and the time that is left, as far as the terminal has room", () => {
		expect(byteLine(third, 120)).toBe("Downloading model.gguf  ██████████░░░░░░░░░░░░░░░░░░░░  33 %  2:05 left  1.36 GB of 4.08 GB");
		expect(byteLine({ ...third, total: null, share: undefined, secondsLeft: undefined }, 120)).toBe("Downloading model.gguf  1.36 GB");
		for (const columns of [5, 20, 40, 60]) {
			expect(byteLine(third, columns).length).toBeLessThan(columns);
		}
	});

	it("is drawn on a terminal, told to programs, and silent in a pipe", () => {
		const [terminal, pipe, program] = [new Page(true), new Page(false), new Page(false)];
		for (const voice of [new PlainVoice(terminal), new PlainVoice(pipe), new JsonVoice(program)]) {
			voice.bytes(third);
			voice.bytes({ ...third, done: 1.37e9 });
			voice.bytes({ ...third, title: "Verifying" });
		}
		expect(terminal.text).toMatch(/^\r\u001b\[2KDownloading[^\r]*\r\u001b\[2KVerifying[^\r]*$/);
		expect(pipe.text).toBe("");
		const widthless = new Page(true, 0);
		new PlainVoice(widthless).bytes(third);
		expect(widthless.text).toContain("33 %");
		expect(program.text.trimEnd().split("\n").map((line) => (JSON.parse(line) as { title: string }).title)).toEqual(["Downloading model.gguf", "Verifying"]);
	});
});
