import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readBundle, speaking, type SpeakingBundle, type SpeakingManifest } from "../../src/inference/bundle/manifest.ts";
import { nanoDirectory } from "./engine.ts";

/** A bundle that answers. */
export async function readSpeakingBundle(directory: string): Promise<SpeakingBundle> {
	const { manifest } = await readBundle(directory);
	return { directory, manifest: speaking(manifest) };
}

/** A copy of the embedded model that a test may damage. */
export class BundleCopy {
	readonly directory = mkdtempSync(path.join(tmpdir(), "biomedgpt-bundle-"));

	constructor() {
		cpSync(nanoDirectory, this.directory, { recursive: true });
	}

	file(name: string): string {
		return path.join(this.directory, name);
	}

	/** Changes the bytes of a file; with `resign`, size and checksum in the manifest follow, as after a bad import. */
	damage(name: string, change: (bytes: Buffer) => Buffer, { resign = false } = {}): void {
		const bytes = change(readFileSync(this.file(name)));
		writeFileSync(this.file(name), bytes);
		if (resign) {
			this.describe((manifest) => ({ ...manifest, files: { ...manifest.files, [name]: { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") } } }));
		}
	}

	describe(change: (manifest: SpeakingManifest) => unknown): void {
		const file = this.file("manifest.json");
		writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")) as SpeakingManifest)));
	}

	dispose(): void {
		rmSync(this.directory, { recursive: true, force: true });
	}
}
