// Compiles the host tests into out/host: they run inside the extension host, as plain scripts.
import { build } from "esbuild";
import { rmSync } from "node:fs";
import path from "node:path";

export async function buildHostTests() {
	const outdir = path.join(import.meta.dirname, "..", "..", "out", "host");
	rmSync(outdir, { recursive: true, force: true });
	await build({
		entryPoints: [path.join(import.meta.dirname, "**", "*.test.ts")],
		outdir,
		outbase: import.meta.dirname,
		bundle: true,
		platform: "node",
		format: "cjs",
		target: "node20",
		sourcemap: "inline",
		external: ["vscode", "mocha", "node-llama-cpp", "onnxruntime-node"],
	});
}
