import path from "node:path";
import { Failure } from "../../../science/failure.ts";
import { memoryNeeded } from "../../bundle/memory.ts";
import { BLOCK_TYPES } from "../../runtime/ggmlTypes.ts";
import type { FusionSources } from "../fusionSources.ts";
import type { GgufHeader } from "../gguf/header.ts";
import { readGgufHeader } from "../gguf/readHeader.ts";
import { firstPiece, pieceName } from "../gguf/split.ts";
import { openCheckpoint } from "../open.ts";
import type { SpeakingBody, Recipe } from "../recipe.ts";
import { chooseWeights, type ChosenWeights } from "../weights.ts";
import { badFile, shown } from "../words.ts";
import { carriersOf, contextOf, familyOf, identityOf, manifestOf, moleculeStep, proteinStep, shapesOf } from "./fusion.ts";
import { beginOf, cacheBytes, copyStep, languageFactsOf, weightsOf } from "./gguf.ts";
import { requireEqualWeights, requireSameLanguage } from "./sameLanguage.ts";
import { bounded } from "./shared.ts";

/** A language model that is there already, instead of the one in the checkpoint. */
export interface OtherLanguage {
	/** GGUF that somebody made of the very same language model. */
	readonly gguf: string;
	/** Folder with the language model that the GGUF was made from, to be compared with the checkpoint's weight by weight. */
	readonly original?: string | undefined;
	/** Instead of the comparison, a person says that it is the same. */
	readonly confirmed?: boolean | undefined;
}

/** Encoders and adapters of a BioMedGPT checkpoint with somebody's GGUF of its language model. */
export async function adaptersRecipe(sources: FusionSources, { gguf, original, confirmed }: OtherLanguage, chosen: ChosenWeights, memory: number, signal?: AbortSignal): Promise<Recipe> {
	const family = familyOf(sources);
	if (pieceName(gguf) !== undefined) {
		throw badFile("bad-layout", path.basename(gguf), "is one of several pieces of a GGUF model, and its weights are to be compared", { next: `Join them first: llama-gguf-split --merge ${shown(path.basename(firstPiece(gguf)))} joined.gguf. Then give the joined file.` });
	}
	const header = await readGgufHeader(gguf, signal);
	const language = languageFactsOf(header);
	requireUsable(header, sources);
	await requireSameLanguage({ path: gguf, header }, sources.checkpoint, signal);
	if (original === undefined && confirmed !== true) {
		throw new Failure("not-confirmed", `The weights of ${header.file} look like those of the checkpoint's language model, as far as can be seen through its rounding. If it is BioMedGPT-LM-7B and nothing else, say so; or give the folder of the original to compare all weights.`);
	}
	const shapes = shapesOf(sources);
	const weights = chooseWeights(shapes, chosen, memory);
	const type = weightsOf(header);
	const carriers = ownCarriers(language.vocabulary, carriersOf(sources, family));
	const encoders = memoryNeeded({ ...shapes, language: null }, weights);
	return {
		identity: identityOf(family, sources.language.shape, [type, weights.protein, "gguf"]),
		weights: { molecule: "F32", protein: weights.protein, language: type },
		sources: [...sources.files, gguf],
		main: sources.main,
		...(original === undefined ? {} : { check: (work) => compare(sources, original, work) }),
		steps: [moleculeStep(sources), proteinStep(sources, weights, shapes), copyStep({ files: [gguf], header, headers: [header] }, language)],
		memory: encoders.answering + header.bytes + cacheBytes(header, contextOf(family, sources)),
		notes: confirmed === true && original === undefined ? ["That the language model is the one the adapters were trained with was confirmed by a person, and checked as far as its rounding shows it."] : [],
		describe: (made) => {
			const body = manifestOf(made, family, sources, carriers);
			return { ...limited(body, carriers.count), language: { ...body.language, bos: family.begins ? beginOf(header, true) : null } };
		},
		close: () => sources.checkpoint.close(),
	};
}

type Check = NonNullable<Recipe["check"]>;

async function compare({ checkpoint }: FusionSources, original: string, { signal, report }: Parameters<Check>[0]): Promise<void> {
	const alone = await openCheckpoint(original, signal);
	try {
		await requireEqualWeights(checkpoint, alone, { signal, report });
	} finally {
		await alone.close();
	}
}

/** llama.cpp ends the process where an adapter meets an embedding that is the output matrix too. */
function requireUsable(header: GgufHeader, { language }: FusionSources): void {
	const embedding = header.tensors.get("token_embd.weight");
	const refuse = (reason: string): Failure => badFile("bad-gguf", header.file, `cannot take soft tokens: ${reason}`, { next: "Choose the language model in another quantisation, or import the checkpoint whole." });
	if (!header.tensors.has("output.weight")) {
		throw refuse("it has no output matrix of its own");
	}
	if (!embedding || !BLOCK_TYPES[embedding.type]) {
		throw refuse(`its token embedding is stored as ${embedding?.layout.name ?? "nothing"}`);
	}
	if (header.text("general.architecture") !== language.shape.architecture || embedding.dimensions[0] !== language.shape.width) {
		throw badFile("other-language-model", header.file, "was not made from the language model in the checkpoint: it has another architecture or width", { next: "Choose a GGUF of BioMedGPT-LM-7B, or import the checkpoint whole." });
	}
}

/**
 * Tokens at the end of the vocabulary, which are the rarest: twice as many as needed, since those that occur in a prompt's text cannot be taken there;
 * at most half of them.
 */
function ownCarriers(vocabulary: number, needed: number): NonNullable<SpeakingBody["carriers"]> {
	const count = Math.max(1, Math.min(2 * needed, vocabulary >> 1));
	return { first: vocabulary - count, count, rows: "own" };
}

function limited(body: SpeakingBody, carriers: number): SpeakingBody {
	const { molecule, protein } = body;
	return {
		...body,
		...(molecule ? { molecule: { ...molecule, maxAtoms: bounded(molecule.maxAtoms, carriers) } } : {}),
		...(protein ? { protein: { ...protein, maxResidues: Math.max(1, bounded(protein.maxResidues, carriers - 2)) } } : {}),
	};
}
