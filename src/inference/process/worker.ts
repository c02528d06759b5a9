/**
 * The inference process: native code lives and may die here, never in the extension host.
 *
 * It serves one parent over Node's IPC channel, one request at a time, and ends when the parent is gone.
 */
import { rmSync } from "node:fs";
import { Failure, failureData } from "../../science/failure.ts";
import { machineDevices } from "../runtime/machine.ts";
import { planBundle } from "../runtime/planModel.ts";
import { openModel, type OpenModel } from "./openModel.ts";
import type { FromProcess, ToProcess } from "./protocol.ts";
import { cancelled } from "./queue.ts";

/** Milliseconds between signs of life. */
const BEAT = 1000;
const CANCELLED = failureData(cancelled());

const running = new Map<number, AbortController>();
let session: Promise<OpenModel> | undefined;
let scratch: string | undefined;
let tail: Promise<void> = Promise.resolve();

function send(message: FromProcess): void {
	if (process.connected) {
		process.send?.(message);
	}
}

function load(message: ToProcess & { kind: "load" }): void {
	scratch = message.scratch;
	const { wishes, died } = message;
	session = openModel(message.bundleDirectory, wishes.device, message.scratch, message.stamps, { wishes, died, onPlan: (plan) => send({ kind: "planned", plan }), onAttempt: (placement, last) => send({ kind: "attempt", placement, last }) });
	session.then(
		({ model, device, plan }) => send({ kind: "ready", model, device, plan, memoryBytes: process.memoryUsage.rss() }),
		(error: unknown) => send({ kind: "failure", failure: failureData(error) }),
	);
}

async function plan({ id, bundleDirectory, wishes, died }: ToProcess & { kind: "plan" }): Promise<void> {
	try {
		send({ kind: "planned", id, plan: await planBundle(bundleDirectory, wishes, died) });
	} catch (error) {
		send({ kind: "failure", id, failure: failureData(error) });
	}
}

async function devices({ wishes }: ToProcess & { kind: "devices" }): Promise<void> {
	try {
		send({ kind: "machine", devices: await machineDevices(wishes.device) });
	} catch (error) {
		send({ kind: "failure", failure: failureData(error) });
	}
}

/** Requests wait for each other: the model has one context. */
function enqueue(id: number, work: (session: OpenModel, signal: AbortSignal) => Promise<void>): void {
	const controller = new AbortController();
	running.set(id, controller);
	tail = tail.then(async () => {
		try {
			const open = await opened();
			controller.signal.throwIfAborted();
			// A person asked: batches wait at their next step.
			await open.gate.before(() => work(open, controller.signal));
		} catch (error) {
			send({ kind: "failure", id, failure: controller.signal.aborted ? CANCELLED : failureData(error) });
		} finally {
			running.delete(id);
		}
	});
}

/** Beside all others: the batch's own contexts are for that. */
async function item({ id, item, task }: ToProcess & { kind: "item" }): Promise<void> {
	const controller = new AbortController();
	running.set(id, controller);
	try {
		send({ kind: "value", id, value: await (await opened()).work(item, task, controller.signal) });
	} catch (error) {
		send({ kind: "failure", id, failure: controller.signal.aborted ? CANCELLED : failureData(error) });
	} finally {
		running.delete(id);
	}
}

async function parallel(id: number): Promise<void> {
	try {
		send({ kind: "parallel", id, items: await (await opened()).parallel() });
	} catch (error) {
		send({ kind: "failure", id, failure: failureData(error) });
	}
}

/** At once, between two tokens of an answer: the tokeniser needs no context. */
async function count(id: number, text: string): Promise<void> {
	try {
		send({ kind: "count", id, tokens: (await opened()).countTokens(text) });
	} catch (error) {
		send({ kind: "failure", id, failure: failureData(error) });
	}
}

async function opened(): Promise<OpenModel> {
	if (!session) {
		throw new Failure("unexpected", "The model was asked before it was loaded. Ask again.");
	}
	return session;
}

process.on("message", (message: ToProcess) => {
	switch (message.kind) {
		case "load":
			return load(message);
		case "plan":
			return void plan(message);
		case "devices":
			return void devices(message);
		case "ask":
			return enqueue(message.id, (open, signal) => open.ask(message.request, signal, (event) => send({ kind: "event", id: message.id, event })));
		case "encode":
			return enqueue(message.id, async (open) => send({ kind: "encoding", id: message.id, encoding: await open.encode(message.entity) }));
		case "count":
			return void count(message.id, message.text);
		case "item":
			return void item(message);
		case "parallel":
			return void parallel(message.id);
		case "cancel":
			return running.get(message.id)?.abort();
	}
});
// Ctrl-C in a terminal reaches the whole group: it is the parent's to decide what that means.
process.on("SIGINT", () => undefined);
process.on("disconnect", () => {
	// Usually the parent clears up; a parent that was killed cannot.
	if (scratch) {
		rmSync(scratch, { recursive: true, force: true });
	}
	process.exit(0);
});
setInterval(() => send({ kind: "beat", memoryBytes: process.memoryUsage.rss() }), BEAT).unref();
