import path from "node:path";
import { Lock, type LockWords } from "../../inference/lock.ts";
import { Failure } from "../../science/failure.ts";

const words: LockWords = {
	held: (file) => new Failure("job-running", `Another window or command is working on ${outputOf(file)} just now. Wait until it has finished, or stop it there.`),
	refused: (file, why, cause) => new Failure("not-writable", `Nothing can be written beside ${outputOf(file)}. ${why} Choose another place for the output.`, { detail: String(cause), cause }),
};

/** The lock of an annotation's output; fails with `job-running` or `not-writable`. */
export async function lockJob(file: string): Promise<Lock> {
	return Lock.take(file, words);
}

function outputOf(file: string): string {
	return path.basename(file).replace(/\.biomedgpt-lock.*$/, "");
}
