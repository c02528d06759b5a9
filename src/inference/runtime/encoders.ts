import type { Tensor } from "onnxruntime-node";
import type { Molecule, Protein } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { MoleculeGraph } from "../../science/molecule/graph.ts";
import { proteinTokens } from "../../science/protein/tokens.ts";
import type { Bundle, Manifest } from "../bundle/manifest.ts";
import type { EncoderInput, Encoding, Matrix, Notice } from "../engine.ts";
import { EncoderSessions, type Ports, type SessionOptions } from "./encoderSessions.ts";

/** An entity with what the model needs from the chemistry side. */
export type PreparedEntity = (Molecule & PreparedFacts & { /** Absent where the model has no encoder for it. */ readonly graph?: MoleculeGraph | undefined; /** Morgan fingerprint, packed; absent where the facts tell of no similar ones. */ readonly fingerprint?: Uint8Array | undefined }) | (Protein & PreparedFacts);

interface PreparedFacts {
	/** Computed facts as one line of text; absent where the prompt has no place for them. */
	readonly facts?: string | undefined;
}

/** Columns of `counts`: bonds of each type (single … mask), then of each direction. */
const BOND_TYPES = 6;
const BOND_COLUMNS = BOND_TYPES + 3;
/** What encodings may take in memory: a few large proteins, or hundreds of molecules. */
const CACHE_BYTES = 128 * 1024 * 1024;

/**
 * The molecule and the protein encoder of a bundle, each loaded when needed, and released when it has not been for a while.
 *
 * The last results are kept, so that a dialogue encodes each entity once.
 */
export class Encoders {
	private readonly sessions: EncoderSessions;
	private readonly cache = new Map<string, Encoding>();
	private cachedBytes = 0;

	constructor(
		private readonly bundle: Bundle,
		options: SessionOptions = {},
	) {
		this.sessions = new EncoderSessions(bundle, options);
	}

	/** Files of the encoders that are in memory. */
	get loaded(): readonly string[] {
		return this.sessions.loaded;
	}

	/** Without keeping it: a batch never asks for the same twice, and would drive out what a dialogue needs again. */
	async encodeOnce(entity: PreparedEntity): Promise<Encoding> {
		return entity.kind === "molecule" ? this.molecule(entity) : this.protein(entity);
	}

	async encode(entity: PreparedEntity): Promise<Encoding> {
		// With the name, since notices mention it.
		const key = `${entity.name ?? ""}\n${entityKey(entity)}`;
		const known = this.cache.get(key);
		this.cache.delete(key);
		const encoding = known ?? (await this.encodeOnce(entity));
		this.cache.set(key, encoding);
		this.cachedBytes += known ? 0 : bytesOf(encoding);
		for (const [oldest, dropped] of this.cache) {
			if (this.cachedBytes <= CACHE_BYTES || oldest === key) {
				break;
			}
			this.cache.delete(oldest);
			this.cachedBytes -= bytesOf(dropped);
		}
		return encoding;
	}

	private async molecule(entity: PreparedEntity & Molecule): Promise<Encoding> {
		const { manifest } = this.bundle;
		const encoder = manifest.molecule;
		if (!encoder) {
			throw new Failure("no-encoder", `${manifest.title} cannot read molecules. Choose a model with a molecule encoder.`);
		}
		const { graph } = entity;
		if (!graph) {
			throw new Failure("unexpected", "The molecule came to its encoder without its graph. Ask again.", { detail: "no graph was prepared" });
		}
		const { atoms, bonds } = graph;
		if (atoms.length > encoder.maxAtoms) {
			throw new Failure("molecule-too-large", `This molecule has ${atoms.length} atoms, and ${manifest.title} reads at most ${encoder.maxAtoms}. Ask about a fragment of it, or choose a larger model.`);
		}
		const ports = {
			inputs: { atoms: { type: "int64", rank: 3, last: 2 }, adjacency: { type: "float32", rank: 3 }, counts: { type: "float32", rank: 3, last: BOND_COLUMNS }, mask: { type: "float32", rank: 2 } },
			outputs: outputPorts(manifest, encoder.features),
		};
		const feeds = await moleculeFeeds(graph);
		const outputs = await this.sessions.use(encoder.file, ports, (session) => session.run(feeds, Object.keys(ports.outputs)));
		return { entity: { kind: "molecule", smiles: entity.smiles, name: entity.name }, input: { kind: "molecule", atoms, bonds }, features: matrix(outputs["features"], encoder.features), ...softTokensIn(manifest, outputs["soft"]), notices: [] };
	}

	private async protein(entity: Protein): Promise<Encoding> {
		const { manifest } = this.bundle;
		const encoder = manifest.protein;
		if (!encoder) {
			throw new Failure("no-encoder", `${manifest.title} cannot read proteins. Choose a model with a protein encoder.`);
		}
		const tokens = proteinTokens(entity.sequence, { specialTokens: encoder.specialTokens, maxResidues: encoder.maxResidues });
		const ports = {
			inputs: { ids: { type: "int64", rank: 2 }, mask: { type: "int64", rank: 2 } },
			outputs: outputPorts(manifest, encoder.features),
		};
		const { ids } = tokens;
		const feeds = { ids: await int64(ids, [1, ids.length]), mask: await int64(ids.map(() => 1), [1, ids.length]) };
		const outputs = await this.sessions.use(encoder.file, ports, (session) => session.run(feeds, Object.keys(ports.outputs)));
		const input: EncoderInput = { kind: "protein", ids };
		const notices: Notice[] = tokens.truncated ? [truncation(manifest, entity, encoder.maxResidues)] : [];
		return { entity: { kind: "protein", sequence: entity.sequence, name: entity.name }, input, features: matrix(outputs["features"], encoder.features), ...softTokensIn(manifest, outputs["soft"]), notices };
	}
}

function bytesOf({ features, softTokens }: Encoding): number {
	return features.data.byteLength + (softTokens?.data.byteLength ?? 0);
}

/** Two entities with the same key have the same soft tokens in one bundle. */
export function entityKey(entity: Molecule | Protein): string {
	return entity.kind === "molecule" ? `molecule:${entity.smiles}` : `protein:${entity.sequence}`;
}

function outputPorts({ language }: Manifest, features: number): Ports {
	return { features: { type: "float32", rank: 3, last: features }, ...(language && { soft: { type: "float32", rank: 3, last: language.width } }) };
}

/** Without a language model there is no adapter. */
function softTokensIn({ language }: Manifest, soft: Tensor | undefined): Pick<Encoding, "softTokens"> {
	return language === undefined ? {} : { softTokens: matrix(soft, language.width) };
}

/** `atoms` [1,N,2], `adjacency` [1,N,N] without self-loops (the graph adds them), `counts` [1,N,9], `mask` [1,N]. */
async function moleculeFeeds({ atoms, bonds }: MoleculeGraph): Promise<Record<string, Tensor>> {
	const { Tensor } = await import("onnxruntime-node");
	const n = atoms.length;
	const adjacency = new Float32Array(n * n);
	const counts = new Float32Array(n * BOND_COLUMNS);
	const add = (array: Float32Array, index: number): void => {
		array[index] = (array[index] ?? 0) + 1;
	};
	for (const [begin, end, type, direction] of bonds) {
		for (const [from, to] of [[begin, end], [end, begin]] as const) {
			add(adjacency, from * n + to);
			add(counts, from * BOND_COLUMNS + type);
			add(counts, from * BOND_COLUMNS + BOND_TYPES + direction);
		}
	}
	return {
		atoms: await int64(atoms.flat(), [1, n, 2]),
		adjacency: new Tensor("float32", adjacency, [1, n, n]),
		counts: new Tensor("float32", counts, [1, n, BOND_COLUMNS]),
		mask: new Tensor("float32", new Float32Array(n).fill(1), [1, n]),
	};
}

async function int64(values: readonly number[], dims: readonly number[]): Promise<Tensor> {
	const { Tensor } = await import("onnxruntime-node");
	return new Tensor("int64", BigInt64Array.from(values, BigInt), dims);
}

/** `[1, rows, columns]` without its batch axis. */
function matrix(tensor: Tensor | undefined, width: number): Matrix {
	const [batch, rows, columns] = tensor?.dims ?? [];
	if (!(tensor?.data instanceof Float32Array) || batch !== 1 || !rows || columns !== width) {
		throw new Failure("encoder-shape", "The encoder gave something else than it promised. Install or import the model again.", { detail: `dims ${tensor?.dims.join("×") ?? "none"}` });
	}
	if (!tensor.data.every(Number.isFinite)) {
		throw new Failure("encoder-not-finite", "The encoder gave numbers that are not finite, so no answer could be trusted. Install or import the model again.");
	}
	return { rows, columns, data: tensor.data };
}

function truncation({ title }: Manifest, { sequence, name }: Protein, maxResidues: number): Notice {
	return {
		code: "sequence-truncated",
		message: `${title} reads only the first ${maxResidues.toLocaleString("en")} of the ${sequence.length.toLocaleString("en")} residues${name ? ` of ${name}` : ""}. To ask about another part, select that part of the sequence.`,
	};
}
