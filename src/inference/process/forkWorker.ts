import { fork, type ChildProcess } from "node:child_process";
import { CORES_VARIABLE, THREADS_VARIABLE } from "../runtime/devices.ts";
import type { PlacementWishes } from "../runtime/placement.ts";

/** Starts the bundled `worker.ts`; it does nothing before it is told. */
export function forkWorker({ processFile, cores }: { readonly processFile: string; readonly cores?: number | undefined }, threads: PlacementWishes["threads"] = "auto"): ChildProcess {
	return fork(processFile, [], {
		serialization: "advanced",
		// Without inspector flags of the extension host.
		execArgv: [],
		env: {
			...process.env,
			// Plain Node inside Electron.
			ELECTRON_RUN_AS_NODE: "1",
			// Microsoft's builds of ONNX Runtime report to a server and keep a device id, unless this is set before they load.
			ORT_DISABLE_TELEMETRY: "1",
			...(cores === undefined ? {} : { [CORES_VARIABLE]: String(cores) }),
			...(threads === "auto" ? {} : { [THREADS_VARIABLE]: String(threads) }),
		},
		stdio: ["ignore", "pipe", "pipe", "ipc"],
	});
}
