// Which prebuilt binaries of the native dependencies belong to this machine.
import os from "node:os";

/** The name that VS Code gives to this platform's packages. */
export const target = `${process.platform}-${process.arch}`;

const llamaSystem = { darwin: "mac", win32: "win" }[String(process.platform)] ?? process.platform;
const llamaMachine = process.arch === "arm" ? "armv7l" : process.arch;

/**
 * Whether `@node-llama-cpp/<name>` can run here: its name starts with system and processor, then come variants.
 * @param {string} name
 */
export function isOurLlama(name) {
	const ours = `${llamaSystem}-${llamaMachine}`;
	return name === ours || name.startsWith(`${ours}-`);
}

/** Whether we may install system packages ourselves: a Debian machine and its administrator. */
export function isDebianRoot() {
	return process.platform === "linux" && os.userInfo().uid === 0;
}
