import type { Encoding, Matrix } from "../../src/inference/engine.ts";
import { softTokensOf } from "../../src/inference/runtime/blocks.ts";

/** An encoding with its soft tokens; fails where it has none. */
export async function withSoftTokens(encoding: Promise<Encoding>): Promise<Encoding & { readonly softTokens: Matrix }> {
	const known = await encoding;
	return { ...known, softTokens: softTokensOf(known) };
}
