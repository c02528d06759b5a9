import type { Chemistry } from "../../science/chemistry.ts";
import type { Entity, Molecule } from "../../science/entity.ts";
import { failureFrom } from "../../science/failure.ts";
import { moleculeFactLine, proteinFactLine } from "../../science/factLine.ts";
import { moleculeFactsIn, proteinFactsIn } from "../../science/modelFacts.ts";
import { readSmiles } from "../../science/molecule/smiles.ts";
import { readSequence } from "../../science/protein/sequence.ts";
import type { AskRequest, Turn } from "../engine.ts";
import { NEAREST } from "../known/knownEntities.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import type { PreparedRequest } from "./protocol.ts";

export type PreparingChemistry = Pick<Chemistry, "graph" | "facts" | "check" | "classes" | "fingerprints">;

/** What a model is given of a kind of entity. */
export interface Needs {
	/** It has an encoder. */
	readonly encoder: boolean;
	/** Its prompt has a place for computed facts. */
	readonly facts: boolean;
	/** How that line is written; absent: as `factLine.ts` writes it. */
	readonly template?: string | undefined;
}
export type EntityNeeds = Readonly<Record<Entity["kind"], Needs>>;

const ENCODER_ALONE: Needs = { encoder: true, facts: false };
export const encodersAlone: EntityNeeds = { molecule: ENCODER_ALONE, protein: ENCODER_ALONE };

/**
 * What the model in a folder is given for a question; of one that cannot be read whatever an encoder needs, since its start will tell why. Fails with
 * `no-language-model`, before anything is started, where it is an encoder alone.
 */
export async function needsOf(bundleDirectory: string): Promise<EntityNeeds> {
	// Later than activation: the schema's library takes a while to load.
	const { readBundle, speaking } = await import("../bundle/manifest.ts");
	const bundle = await readBundle(bundleDirectory).catch(() => undefined);
	if (bundle === undefined) {
		return encodersAlone;
	}
	const manifest = speaking(bundle.manifest);
	const needs = (kind: Entity["kind"]): Needs => ({ encoder: manifest[kind] !== undefined, facts: manifest.prompt[kind].some((text) => text.includes("{facts}")), template: manifest.prompt.facts?.[kind] });
	return { molecule: needs("molecule"), protein: needs("protein") };
}

/**
 * An entity with what the model needs of the chemistry side; fails with `invalid-smiles`, `invalid-sequence`, …
 *
 * What passes is plain SMILES or residues, and facts are computed: nothing of it can end the texts that a prompt puts around it.
 */
export async function prepareEntity(entity: Entity, needs: EntityNeeds, chemistry: PreparingChemistry, signal?: AbortSignal): Promise<PreparedEntity> {
	const { encoder, facts, template } = needs[entity.kind];
	if (entity.kind === "protein") {
		const sequence = readSequence(entity.sequence);
		return { ...entity, sequence, facts: !facts ? undefined : template === undefined ? proteinFactLine(sequence) : proteinFactsIn(template, sequence) };
	}
	const graph = encoder ? await chemistry.graph(entity.smiles, signal) : undefined;
	if (!encoder) {
		await checkText(entity, chemistry, signal);
	}
	const line = facts ? await moleculeLine(entity.smiles, template, chemistry, signal) : undefined;
	return { ...entity, graph, facts: line, fingerprint: line?.includes(NEAREST) ? await fingerprintOf(entity.smiles, chemistry, signal) : undefined };
}

async function fingerprintOf(smiles: string, chemistry: PreparingChemistry, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
	const [result] = await chemistry.fingerprints([smiles], signal);
	if (result !== undefined && "failure" in result) {
		throw failureFrom(result.failure);
	}
	return result?.bits;
}

async function moleculeLine(smiles: string, template: string | undefined, chemistry: PreparingChemistry, signal: AbortSignal | undefined): Promise<string> {
	const facts = await chemistry.facts(smiles, signal);
	if (template === undefined) {
		return moleculeFactLine(facts);
	}
	return moleculeFactsIn(template, facts, template.includes("{classes}") ? await chemistry.classes(smiles, signal) : []);
}

/** One after the other: the chemistry worker would do them so anyway. */
export async function prepareEntities(entities: readonly Entity[], needs: EntityNeeds, chemistry: PreparingChemistry, signal?: AbortSignal): Promise<PreparedEntity[]> {
	const prepared: PreparedEntity[] = [];
	for (const entity of entities) {
		prepared.push(await prepareEntity(entity, needs, chemistry, signal));
	}
	return prepared;
}

export async function prepareRequest(request: AskRequest, needs: EntityNeeds, chemistry: PreparingChemistry, signal?: AbortSignal): Promise<PreparedRequest> {
	const turns: Turn<PreparedEntity>[] = [];
	for (const turn of request.turns) {
		turns.push(turn.role === "assistant" ? turn : { ...turn, entities: await prepareEntities(turn.entities, needs, chemistry, signal) });
	}
	return { ...request, turns };
}

/** Bonds that encoders do not know are no matter where the SMILES is read as text. */
async function checkText({ smiles }: Molecule, chemistry: PreparingChemistry, signal: AbortSignal | undefined): Promise<void> {
	readSmiles(smiles);
	await chemistry.check(smiles, signal);
}
