/**
 * An import in a process of its own that dies of SIGKILL when it comes to a phase, or lives to its end; says which phases it went through.
 *
 * Arguments: source, models' folder, phase to die in (or nothing), share of the phase at which it dies.
 */
import { writeSync } from "node:fs";
import { importModel } from "../../src/inference/import/import.ts";

const [, , source = "", folder = "", doom = "", share = "0"] = process.argv;
let last = "";
await importModel(
	{ source, weights: { language: "F32", protein: "F32" } },
	{
		folder,
		now: new Date("2026-01-02T03:04:05Z"),
		report: ({ phase, done, total }) => {
			if (phase !== last) {
				writeSync(1, `${phase}\n`);
				last = phase;
			}
			if (phase === doom && (total > 0 ? done / total : 0) >= Number(share)) {
				process.kill(process.pid, "SIGKILL");
			}
		},
		selfTest: async () => undefined,
	},
);
writeSync(1, "done\n");
