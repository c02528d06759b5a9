// Runs a server and ends it, with all its children, as soon as whoever started us is gone: our standard input closes
// then, also after a crash or `kill -9`, which no handler in the starting process could catch.
// We lead our own process group, so that ending the group reaches exactly what we started.
import { spawn, spawnSync } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
if (!command) {
	throw new Error("guard.mjs: no command");
}
let stopping = false;
const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
child.once("error", (error) => {
	console.error(error.message);
	process.exit(127);
});
child.once("exit", (code) => {
	stopping = true;
	killGroup("SIGTERM");
	process.exit(code ?? 1);
});

process.stdin.resume().once("close", stop);
for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"]) {
	process.on(signal, stop);
}

/** Asks the group to end, then makes it. What we send to the group reaches us too: hence only once. */
function stop() {
	if (!stopping) {
		stopping = true;
		killGroup("SIGTERM");
		setTimeout(() => killGroup("SIGKILL"), 3000);
	}
}

/** @param {NodeJS.Signals} signal */
function killGroup(signal) {
	if (process.platform === "win32") {
		spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
		return;
	}
	try {
		process.kill(-process.pid, signal);
	} catch {
		// Not a group of our own (started by hand): the child is all there is.
		child.kill(signal);
	}
}
