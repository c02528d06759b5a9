import path from "node:path";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Molecule, Protein } from "../../science/entity.ts";
import { Failure } from "../../science/failure.ts";
import type { MoleculeGraph } from "../../science/molecule/graph.ts";
import { proteinTokens } from "../../science/protein/tokens.ts";
import type { Bundle, Manifest } from "../bundle/manifest.ts";
import type { EncoderInput, Encoding, Matrix, Notice } from "../engine.ts";
import { inferenceThreads } from "./devices.ts";
import { native } from "./native.ts";

/** An entity with what its encoder needs from the chemistry side. */
export type PreparedEntity = (Molecule & { readonly graph: MoleculeGraph }) | Protein;

/** Columns of `counts`: bonds of each type (single … mask), then of each direction. */
const BOND_TYPES = 6;
const BOND_COLUMNS = BOND_TYPES + 3;
/** What encodings may take in memory: a few large proteins, or hundreds of molecules. */
const CACHE_BYTES = 128 * 1024 * 1024;

/** Interface of an encoder's ONNX file: tensor name → element type and rank (and last dimension, where fixed). */
type Ports = Readonly<Record<string, { readonly type: string; readonly rank: number; readonly last?: number }>>;

/**
 * The molecule and the protein encoder of a bundle, each loaded when first needed.
 *
 * The last results are kept, so that a dialogue encodes each entity once.
 */
export class Encoders {
	private readonly sessions = new Map<string, Promise<InferenceSession>>();
	private readonly cache = new Map<string, Encoding>();
	private cachedBytes = 0;

	constructor(private readonly bundle: Bundle) {}

	async encode(entity: PreparedEntity): Promise<Encoding> {
		// With the name, since notices mention it.
		const key = `${entity.name ?? ""}\n${entityKey(entity)}`;
		const known = this.cache.get(key);
		this.cache.delete(key);
		const encoding = known ?? (entity.kind === "molecule" ? await this.molecule(entity) : await this.protein(entity));
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

	private async molecule(entity: Molecule & { readonly graph: MoleculeGraph }): Promise<Encoding> {
		const { manifest } = this.bundle;
		const encoder = manifest.molecule;
		if (!encoder) {
			throw new Failure("no-encoder", `${manifest.title} cannot read molecules. Choose a model with a molecule encoder.`);
		}
		const { atoms, bonds } = entity.graph;
		if (atoms.length > encoder.maxAtoms) {
			throw new Failure("molecule-too-large", `This molecule has ${atoms.length} atoms, and ${manifest.title} reads at most ${encoder.maxAtoms}. Ask about a fragment of it, or choose a larger model.`);
		}
		const session = await this.session(encoder.file, {
			inputs: { atoms: { type: "int64", rank: 3, last: 2 }, adjacency: { type: "float32", rank: 3 }, counts: { type: "float32", rank: 3, last: BOND_COLUMNS }, mask: { type: "float32", rank: 2 } },
			outputs: outputPorts(manifest, encoder.features),
		});
		const outputs = await session.run(await moleculeFeeds(entity.graph), ["features", "soft"]);
		return { entity: { kind: "molecule", smiles: entity.smiles, name: entity.name }, input: { kind: "molecule", atoms, bonds }, features: matrix(outputs["features"], encoder.features), softTokens: matrix(outputs["soft"], manifest.language.width), notices: [] };
	}

	private async protein(entity: Protein): Promise<Encoding> {
		const { manifest } = this.bundle;
		const encoder = manifest.protein;
		if (!encoder) {
			throw new Failure("no-encoder", `${manifest.title} cannot read proteins. Choose a model with a protein encoder.`);
		}
		const tokens = proteinTokens(entity.sequence, { specialTokens: encoder.specialTokens, maxResidues: encoder.maxResidues });
		const session = await this.session(encoder.file, {
			inputs: { ids: { type: "int64", rank: 2 }, mask: { type: "int64", rank: 2 } },
			outputs: outputPorts(manifest, encoder.features),
		});
		const { ids } = tokens;
		const outputs = await session.run({ ids: await int64(ids, [1, ids.length]), mask: await int64(ids.map(() => 1), [1, ids.length]) }, ["features", "soft"]);
		const input: EncoderInput = { kind: "protein", ids };
		const notices: Notice[] = tokens.truncated ? [truncation(manifest, entity, encoder.maxResidues)] : [];
		return { entity, input, features: matrix(outputs["features"], encoder.features), softTokens: matrix(outputs["soft"], manifest.language.width), notices };
	}

	private async session(file: string, ports: { inputs: Ports; outputs: Ports }): Promise<InferenceSession> {
		let session = this.sessions.get(file);
		if (!session) {
			session = openSession(path.join(this.bundle.directory, file), ports);
			this.sessions.set(file, session);
			session.catch(() => this.sessions.delete(file));
		}
		return session;
	}
}

function bytesOf({ features, softTokens }: Encoding): number {
	return features.data.byteLength + softTokens.data.byteLength;
}

/** Two entities with the same key have the same soft tokens in one bundle. */
export function entityKey(entity: Molecule | Protein): string {
	return entity.kind === "molecule" ? `molecule:${entity.smiles}` : `protein:${entity.sequence}`;
}

function outputPorts({ language }: Manifest, features: number): Ports {
	return { features: { type: "float32", rank: 3, last: features }, soft: { type: "float32", rank: 3, last: language.width } };
}

async function openSession(file: string, ports: { inputs: Ports; outputs: Ports }): Promise<InferenceSession> {
	const threads = inferenceThreads();
	const name = path.basename(file);
	const runtime = await native("onnxruntime-node", import("onnxruntime-node"));
	let session: InferenceSession;
	try {
		session = await runtime.InferenceSession.create(file, { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 });
	} catch (error) {
		throw new Failure("encoder-broken", `The encoder ${name} cannot be loaded: ONNX Runtime refuses it. Install or import the model again.`, { cause: error, detail: String(error) });
	}
	const mismatch = portMismatch(session.inputMetadata, ports.inputs) ?? portMismatch(session.outputMetadata, ports.outputs);
	if (mismatch) {
		await session.release();
		throw new Failure("encoder-shape", `The encoder ${name} does not fit the model's description: ${mismatch}. Install or import the model again.`);
	}
	return session;
}

function portMismatch(found: readonly InferenceSession.ValueMetadata[], expected: Ports): string | undefined {
	for (const [name, { type, rank, last }] of Object.entries(expected)) {
		const port = found.find((candidate) => candidate.name === name);
		if (!port?.isTensor) {
			return `there is no tensor ${name}`;
		}
		const lastFound = port.shape.at(-1);
		if (port.type !== type || port.shape.length !== rank || (last !== undefined && typeof lastFound === "number" && lastFound !== last)) {
			return `${name} is ${port.type} [${port.shape.join(", ")}] instead of ${type} with ${rank} dimensions${last === undefined ? "" : `, the last one ${last}`}`;
		}
	}
	return undefined;
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
