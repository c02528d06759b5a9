/** The chat as a person uses it for months: long threads opened, asked in and typed in while the real nano writes. */
import type { Locator } from "@playwright/test";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ChatView } from "../../e2e/pages/chatView.ts";
import { Workbench } from "../../e2e/pages/workbench.ts";
import { startVSCode, type VSCode } from "../../e2e/vscode.ts";
import { percentile, type Figure } from "../figures.ts";
import { answered, askBare, asked, dress, opened, undress, watchAnswer, watched, watchKeys, watchOpening, watchQuestion, type Opening, type Watched } from "./inPage.ts";
import { writeThread, type MadeThread } from "./longThread.ts";
import { memoryOf } from "./memory.ts";
import { waysToScreen, type Piece } from "./tokens.ts";

/** 2,000 messages. */
const EXCHANGES = 1000;
/** Milliseconds. */
const LONGEST_WAIT = 20_000;
const OPENINGS = 12;
const IDLE_KEYS = 80;
/** Half of them to the chat, half to a bare page. */
const QUESTIONS = 60;
/** Keys per second of a fast typist, and some more. */
const KEYS_PER_SECOND = 15;
/** nano writes a long answer about it. */
const TALKATIVE = "C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C";
const QUESTION = "Please describe this molecule.";

/** Everything about the chat, in a VS Code of its own. Memory is what the window has grown by since before the chat was first opened. */
export async function chatFigures(repository: string): Promise<Figure[]> {
	const produced = path.join(repository, "out", "bench", "produced.jsonl");
	writeFileSync(produced, "");
	const vscode = await startVSCode({ env: { BIOMEDGPT_BENCH_PRODUCED: produced } });
	try {
		overhear(path.join(vscode.extension, "dist", "inference-process.mjs"), path.join(repository, "test", "bench", "chat", "producedAt.mjs"));
		return await figuresOf(vscode, () => readFileSync(produced, "utf8").trim().split("\n").map((line) => JSON.parse(line) as Piece[]));
	} finally {
		await vscode.close();
	}
}

/** Has the inference process of the installed extension, which does not run yet, load another script first. */
function overhear(processFile: string, script: string): void {
	const real = processFile.replace(/\.mjs$/u, ".real.mjs");
	renameSync(processFile, real);
	writeFileSync(processFile, [script, real].map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`).join(""));
}

async function figuresOf(vscode: VSCode, produced: () => readonly Piece[][]): Promise<Figure[]> {
	const workbench = new Workbench(vscode.page);
	const chat = new ChatView(workbench);
	await workbench.reset();
	await workbench.openFile("screen.py");
	await workbench.lenses("Ask").first().waitFor();
	const before = await memoryOf(vscode.page);

	await chat.open();
	await chat.composer.waitFor();
	await chat.body.evaluate(watchKeys);
	const [short, long] = await writeThreads(vscode, chat);
	const openings = await openTurnByTurn(chat, short, long);
	const idle = await typeIdly(chat);
	const { appended, ways, bareWays } = await askAndType(chat, produced);
	const { keystrokes, slowKeys } = await seenBy(chat);
	const after = await memoryOf(vscode.page);

	const grown = after.resident === undefined || before.resident === undefined ? undefined : after.resident - before.resident;
	return [
		...typingFigures(keystrokes.slice(0, idle), keystrokes.slice(idle), slowKeys),
		...times("2,000-message thread: from the click to the newest messages", openings.map(({ whole }) => whole), 150),
		{ name: "2,000-message thread: of that in the page, p50", value: percentile(openings.map(({ rendering }) => rendering), 50), unit: "ms" },
		...times("2,000-message thread: from Enter to the question", appended, 150),
		...times("a token's way from the engine to the screen", ways, 50),
		...besideBare(ways, bareWays),
		...(grown === undefined ? [] : [goal("memory of the chat's page after that", grown, 150, "MB")]),
		{ name: "JavaScript heap of the chat's page after that", value: after.heap - before.heap, unit: "MB" },
	];
}

/** `slowKeys` are those of 16 ms and more. */
function typingFigures(before: Watched["keystrokes"], later: Watched["keystrokes"], slowKeys: Watched["slowKeys"]): Figure[] {
	const during = later.filter(({ streaming }) => streaming);
	const [writing, bare] = [false, true].map((wanted) => during.filter((key) => key.bare === wanted).map(({ toPaint }) => toPaint)) as [number[], number[]];
	const slow = slowKeys.filter(({ streaming, bare }) => streaming && !bare).map(({ duration }) => duration);
	return [
		...times("keystroke to paint while an answer streams", writing, 16),
		...besideBare(writing, bare),
		{ name: "the same by Event Timing, to the screen, p95", value: percentile([...slow, ...writing.slice(slow.length).map(() => 0)], 95), unit: "ms" },
		{ name: "keystroke to paint while nothing streams, p95", value: percentile(before.map(({ toPaint }) => toPaint), 95), unit: "ms" },
	];
}

/** The goal is for nearly all of them; the middle one tells what a busy machine has added. */
function times(name: string, values: readonly number[], limit: number): Figure[] {
	return [goal(`${name}, p95`, percentile(values, 95), limit), { name: `${name}, p50`, value: percentile(values, 50), unit: "ms" }];
}

/** A bare page in the chat's place, in the same run: what VS Code, the browser and the machine need by themselves. */
function besideBare(ours: readonly number[], bare: readonly number[]): Figure[] {
	return [95, 50].flatMap((percent) => [
		{ name: `  the same of a bare page, p${percent}`, value: percentile(bare, percent), unit: "ms" },
		{ name: `  the chat ÷ the bare page, p${percent}`, value: percentile(ours, percent) / percentile(bare, percent), unit: "×" },
	]);
}

function goal(name: string, value: number, limit: number, unit = "ms"): Figure {
	return { name, value, unit, goal: `≤ ${limit}`, met: value <= limit };
}

/** A short thread and one of 2,000 messages, in the folder that the chat has made for its first question. */
async function writeThreads(vscode: VSCode, chat: ChatView): Promise<readonly [MadeThread, MadeThread]> {
	await chat.ask("Which model is this?");
	await chat.untilAnswer("done");
	const storage = path.join("globalStorage", "biomedgpt.biomedgpt", "threads");
	const threads = readdirSync(vscode.dir, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(storage));
	const [workspace] = threads === undefined ? [] : readdirSync(path.join(vscode.dir, threads));
	if (threads === undefined || workspace === undefined) {
		throw new Error("The chat has kept its first question nowhere.");
	}
	const folder = path.join(vscode.dir, threads, workspace);
	return [await writeThread(folder, "Short", 2, "CCO"), await writeThread(folder, "A year of work", EXCHANGES, TALKATIVE)];
}

async function openTurnByTurn(chat: ChatView, short: MadeThread, long: MadeThread): Promise<readonly Opening[]> {
	const times: Opening[] = [];
	for (let round = 0; round < OPENINGS; round++) {
		await openThread(chat, short);
		times.push(await openThread(chat, long));
	}
	return times;
}

/** Chooses a thread in the list. */
async function openThread(chat: ChatView, { title, lastAnswer }: MadeThread): Promise<Opening> {
	await chat.frame.getByTestId("open-threads").click();
	const row = chat.frame.getByTestId("thread-row").filter({ hasText: title });
	await row.waitFor();
	await chat.body.evaluate(watchOpening, lastAnswer);
	await row.click();
	return soon(chat.body.evaluate(opened), `${title} is open`);
}

/** Keys with nothing else going on: what the browser and this machine need by themselves. Returns how many were seen. */
async function typeIdly(chat: ChatView): Promise<number> {
	await chat.composer.focus();
	for (let key = 0; key < IDLE_KEYS; key++) {
		await typeKey(chat.composer);
	}
	return (await seenBy(chat)).keystrokes.length;
}

/** Into the box that has the focus: to look for the box with every key would cost the page more than the key does. */
async function typeKey(composer: Locator): Promise<void> {
	await composer.page().keyboard.press("a", { delay: 1000 / KEYS_PER_SECOND });
}

interface Answered {
	readonly appended: readonly number[];
	readonly ways: readonly number[];
	readonly bareWays: readonly number[];
}

/** Asks in the long thread, and turn by turn in a bare page, and types the next question while the answer is written. */
async function askAndType(chat: ChatView, produced: () => readonly Piece[][]): Promise<Answered> {
	const [appended, ways, bareWays]: [number[], number[], number[]] = [[], [], []];
	for (let round = 0; round < QUESTIONS; round++) {
		const bare = round % 2 === 1;
		await (bare ? askUndressed(chat, `${QUESTION} ${round}`) : ask(chat, `${QUESTION} ${round}`, appended));
		const { sights, seen } = await seenBy(chat);
		(bare ? bareWays : ways).push(...(waysToScreen(produced().at(-1) ?? [], sights, seen) ?? []));
	}
	return { appended, ways, bareWays };
}

async function ask(chat: ChatView, question: string, appended: number[]): Promise<void> {
	await chat.composer.fill(question);
	await chat.body.evaluate(watchQuestion, question);
	await chat.body.evaluate(watchAnswer);
	await chat.composer.press("Enter");
	await typeUntilAnswered(chat, question);
	appended.push(await soon(chat.body.evaluate(asked), `${question} is shown`));
}

async function askUndressed(chat: ChatView, question: string): Promise<void> {
	await chat.body.evaluate(undress);
	await chat.body.evaluate(watchAnswer);
	await chat.body.evaluate(askBare, question);
	await typeUntilAnswered(chat, question);
	await chat.body.evaluate(dress);
}

async function typeUntilAnswered(chat: ChatView, question: string): Promise<void> {
	const end = soon(chat.body.evaluate(answered), `${question} is answered`).then(() => "ended" as const);
	while ((await Promise.race([end, typeKey(chat.composer)])) !== "ended");
}

/** Does not wait for ever for what should take a moment. */
async function soon<T>(what: Promise<T>, name: string): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`It was waited for in vain that ${name}.`)), LONGEST_WAIT);
	});
	try {
		return await Promise.race([what, late]);
	} finally {
		clearTimeout(timer);
	}
}

const seenBy = (chat: ChatView): Promise<Watched> => chat.body.evaluate(watched);
