import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Failure, failureData } from "../failure.ts";
import { makeConformer, prepareConformers } from "./conformer.ts";
import type { ConformerReply } from "./conformerProtocol.ts";
import { isConformerRequest } from "./conformerProtocol.ts";

/** Entry of the thread that makes conformers: each message is one mol block and gets one reply. */
const port = parentPort;

function answer(message: unknown): ConformerReply {
	if (!isConformerRequest(message)) {
		return { kind: "failure", id: -1, failure: failureData(new Failure("unexpected", "The conformer worker got a request it does not understand. Reload the window; if it stays, please report it.")) };
	}
	try {
		return { kind: "made", id: message.id, conformer: makeConformer(message.block, message.seed, message.milliseconds) };
	} catch (error) {
		return { kind: "failure", id: message.id, failure: error instanceof Failure ? failureData(error) : refusal(error) };
	}
}

/** openchemlib is compiled from Java and throws that language's errors where a molecule is beyond it. */
function refusal(error: unknown): ReturnType<typeof failureData> {
	const detail = error instanceof Error ? error.stack : String(error);
	return failureData(new Failure("conformer-refused", "openchemlib gave up on the shape of this molecule, which is too unusual for it. Open a structure file of it to see it in 3D.", { detail }));
}

function resourcesFile(): string {
	const data: unknown = workerData;
	if (typeof data === "object" && data !== null && "resourcesFile" in data && typeof data.resourcesFile === "string") {
		return data.resourcesFile;
	}
	throw new Failure("conformer-unavailable", "The conformer worker was not told where its tables lie. Reload the window; if it stays, install the extension again.");
}

prepareConformers(readFileSync(resourcesFile(), "utf8"));
port?.on("message", (message: unknown) => port.postMessage(answer(message)));
