import { parentPort } from "node:worker_threads";
import { Failure, failureData } from "../failure.ts";
import { packed } from "./packed.ts";
import { readStructure } from "./readStructure.ts";
import { buffersOf, isStructureRequest, type StructureReply } from "./structureProtocol.ts";

/** Entry of the worker thread: one file, one reply. */
const port = parentPort;

function answer(message: unknown): void {
	const reply = replyTo(message);
	port?.postMessage(reply, reply.kind === "structure" ? buffersOf(reply.data) : []);
}

function replyTo(message: unknown): StructureReply {
	try {
		if (!isStructureRequest(message)) {
			throw new Failure("unexpected", "The reader of structures got a request it does not understand. Reload the window; if it stays, please report it.");
		}
		return { kind: "structure", data: packed(readStructure(message.bytes, message.name, message.model)) };
	} catch (error) {
		return { kind: "failure", failure: failureData(error) };
	}
}

port?.once("message", answer);
