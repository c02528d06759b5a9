import { Failure, failureFrom } from "../../science/failure.ts";
import type { MachineDevices, ModelPlan } from "../engine.ts";
import type { Placement, PlacementWishes } from "../runtime/placement.ts";
import type { ChildOptions } from "./child.ts";
import { forkWorker } from "./forkWorker.ts";
import { abortable, deferred } from "./promises.ts";
import type { FromProcess, ToProcess } from "./protocol.ts";

type Question = ToProcess & { readonly kind: "plan" | "devices" };
type Reply = ModelPlan | MachineDevices;

/**
 * Where models would go on this machine, in the order of their folders, or why that cannot be said of one. Nothing of the models is loaded.
 *
 * Fails with `cancelled`.
 */
export async function plansApart(options: ChildOptions, bundleDirectories: readonly string[], wishes: PlacementWishes, { died, signal }: { readonly died?: Placement | undefined; readonly signal?: AbortSignal | undefined }): Promise<(ModelPlan | Failure)[]> {
	const questions = bundleDirectories.map((bundleDirectory, id): Question => ({ kind: "plan", id, bundleDirectory, wishes, died }));
	return (await answered(options, questions, wishes, signal)) as (ModelPlan | Failure)[];
}

/** What this machine has for models. */
export async function devicesApart(options: ChildOptions, wishes: PlacementWishes, signal: AbortSignal | undefined): Promise<MachineDevices> {
	const [devices] = await answered(options, [{ kind: "devices", wishes }], wishes, signal);
	if (devices === undefined || devices instanceof Failure) {
		throw devices ?? new Failure("unexpected", "Nothing was found out about this machine.");
	}
	return devices as MachineDevices;
}

/** Asks a process of its own, since drivers of GPUs may end the one that asks. */
async function answered(options: ChildOptions, questions: readonly Question[], { threads }: PlacementWishes, signal: AbortSignal | undefined): Promise<(Reply | Failure)[]> {
	if (questions.length === 0) {
		return [];
	}
	const child = forkWorker(options, threads);
	const replies = questions.map(() => deferred<Reply | Failure>());
	const gone = (reason: string): void => {
		const failure = new Failure("engine-died", `The program that looks at this machine's devices ended unexpectedly (${reason}). Choose the processor in the setting biomedgpt.device.`, { detail: reason });
		replies.forEach((reply) => reply.resolve(failure));
	};
	for (const stream of [child.stdout, child.stderr]) {
		stream?.setEncoding("utf8").on("data", (text: string) => options.log(text.trimEnd()));
	}
	child.once("error", (error) => gone(error.message));
	child.once("exit", (code, by) => gone(by ?? `exit code ${code}`));
	child.on("message", (message: FromProcess) => {
		if (message.kind === "planned") {
			replies[message.id ?? 0]?.resolve(message.plan);
		} else if (message.kind === "machine") {
			replies[0]?.resolve(message.devices);
		} else if (message.kind === "failure") {
			replies[message.id ?? 0]?.resolve(failureFrom(message.failure));
		}
	});
	try {
		const found: (Reply | Failure)[] = [];
		for (const [index, question] of questions.entries()) {
			// One after the other: each looks at how much memory is free.
			child.send(question, () => undefined);
			const reply = replies[index];
			found.push(...(reply ? [await abortable(reply.promise, signal)] : []));
		}
		return found;
	} finally {
		child.kill("SIGKILL");
	}
}
