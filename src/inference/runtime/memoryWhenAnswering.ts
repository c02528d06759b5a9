import path from "node:path";
import { speaks, type Manifest } from "../bundle/manifest.ts";
import { languageHeader } from "./languageFile.ts";
import { encoderBytes, modelSizes } from "./modelSizes.ts";
import { memoryParts } from "./placement.ts";

/**
 * Bytes that a model takes when it answers, nearly, with all of its context and on the processor alone: what a plan adds up to that nothing limits.
 *
 * Fails as {@link languageHeader} does.
 */
export async function memoryWhenAnswering(directory: string, manifest: Manifest): Promise<number> {
	if (!speaks(manifest)) {
		return encoderBytes(manifest, manifest.molecule?.file) + encoderBytes(manifest, manifest.protein?.file);
	}
	const sizes = modelSizes(manifest, await languageHeader(path.join(directory, manifest.language.file)));
	return memoryParts(sizes, { gpuLayers: 0, contextSize: sizes.context.most }).reduce((sum, { bytes }) => sum + bytes, 0);
}
