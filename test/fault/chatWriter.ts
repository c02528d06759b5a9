/**
 * A chat in a process of its own, to be killed: asks one question and says on its standard output what a user would have seen so far.
 *
 * Arguments: folder of the threads, id of the thread, inference process, chemistry worker, model.
 */
import { writeSync } from "node:fs";
import { ThreadStore } from "../../src/chat/store/threadStore.ts";
import { ChatThread } from "../../src/chat/thread.ts";
import { SupervisedEngine } from "../../src/inference/process/supervisor.ts";
import { ChemistryClient } from "../../src/science/chemistryClient.ts";

const [, , folder = "", id = "", processFile = "", workerFile = "", bundleDirectory = ""] = process.argv;
const chemistry = new ChemistryClient({ workerFile });
const engine = new SupervisedEngine({ processFile, bundleDirectory, device: "cpu", chemistry, log: () => undefined });
const store = new ThreadStore(folder, {
	now: Date.now,
	newer: () => "newer",
	trouble: (error) => {
		throw error;
	},
});
const model = await engine.describe();
const texts = { unfinished: () => "unfinished", residues: String, nucleotides: String };
const thread = new ChatThread({ engine, chemistry, journal: store.log(id), model: () => model, texts }, await store.load(id));
thread.onChange((change) => {
	if (change.kind === "text" || change.kind === "answer") {
		// At once, and whole: what is not out when the process dies was not seen.
		writeSync(1, `${JSON.stringify(change.exchange.answer.text)}\n`);
	}
});
thread.attach({ kind: "molecule", smiles: "C[C@]12CCC(=O)C=C1CC[C@@H]3[C@@H]2C(=O)C[C@]\\4([C@H]3CC/C4=C/C(=O)OC)C" }, "steroids.csv");
await thread.ask("Please describe this molecule.");
writeSync(1, "done\n");
