/**
 * A SentencePiece model (`tokenizer.model`), of which a Llama reads: pieces, their scores and types, and how text is prepared
 * (sentencepiece_model.proto).
 */
import { badFile, shown } from "../words.ts";
import { MessageBytes } from "./messageBytes.ts";
import { TokenType, type VocabularyToken } from "./vocabulary.ts";

export interface SentencePieceModel {
	readonly pieces: readonly VocabularyToken[];
	readonly unknown: number;
	readonly bos: number | undefined;
	readonly eos: number | undefined;
	readonly addSpacePrefix: boolean;
}

const FILE = "tokenizer.model";
/** Field numbers of ModelProto, SentencePiece, TrainerSpec and NormalizerSpec. */
const MODEL = { piece: 1, trainer: 2, normalizer: 3 };
const PIECE = { text: 1, score: 2, type: 3 };
const TRAINER = { modelType: 3, unknown: 40, bos: 41, eos: 42 };
const NORMALIZER = { characterMap: 2, addSpacePrefix: 3, removeSpaces: 4 };
const BPE = 2;
const BYTES = 256;
/** Longest text of a piece in bytes; SentencePiece's own limit is far below. */
const LONGEST_PIECE = 4096;

/** Fails with `bad-tokenizer` for what is no such model, is damaged, or would be read otherwise by llama.cpp. */
export function readSentencePiece(bytes: Uint8Array): SentencePieceModel {
	const pieces: VocabularyToken[] = [];
	let trainer: ReadonlyMap<number, number> = new Map();
	let normalizer: ReadonlyMap<number, number> = new Map();
	for (const field of new MessageBytes(bytes, FILE).fields()) {
		if (field.number === MODEL.piece) {
			pieces.push(pieceOf(field.message(), pieces.length));
		} else if (field.number === MODEL.trainer) {
			trainer = numbersOf(field.message());
		} else if (field.number === MODEL.normalizer) {
			normalizer = numbersOf(field.message());
		}
	}
	if (pieces.length === 0) {
		throw bad("is not a SentencePiece model: it has no pieces");
	}
	const type = trainer.get(TRAINER.modelType) ?? 1;
	if (type !== BPE) {
		throw bad("splits text in a way that cannot be imported: it is not SentencePiece's byte-pair encoding, which Llama models use");
	}
	if ((normalizer.get(NORMALIZER.characterMap) ?? 0) > 0 || (normalizer.get(NORMALIZER.removeSpaces) ?? 1) !== 0) {
		throw bad("changes characters or spaces of a text before it splits it, which llama.cpp does not");
	}
	requireBytes(pieces);
	const id = (field: number, usual: number): number | undefined => idOf(trainer.get(field) ?? usual, pieces.length);
	const unknown = id(TRAINER.unknown, 0);
	if (unknown === undefined) {
		throw bad("is damaged: it has no token for unknown characters");
	}
	return { pieces, unknown, bos: id(TRAINER.bos, 1), eos: id(TRAINER.eos, 2), addSpacePrefix: (normalizer.get(NORMALIZER.addSpacePrefix) ?? 1) !== 0 };
}

function pieceOf(message: MessageBytes, id: number): VocabularyToken {
	let text = "";
	let score = 0;
	let type: number = TokenType.normal;
	for (const field of message.fields()) {
		if (field.number === PIECE.text) {
			text = field.text(LONGEST_PIECE);
		} else if (field.number === PIECE.score) {
			score = field.float();
		} else if (field.number === PIECE.type) {
			type = field.value;
		}
	}
	if (!Number.isFinite(score)) {
		throw bad(`is damaged: the score of piece ${id} (${shown(text)}) is not a number`);
	}
	if (type < TokenType.normal || type > TokenType.byte) {
		throw bad(`is damaged: piece ${id} (${shown(text)}) is of the unknown type ${type}`);
	}
	return { text, score, type };
}

/** Varints by field number; of text and messages, their length in bytes. */
function numbersOf(message: MessageBytes): Map<number, number> {
	return new Map([...message.fields()].map((field) => [field.number, field.value]));
}

/** −1, which protobuf writes as 2^64 − 1, stands for none. */
function idOf(value: number, count: number): number | undefined {
	if (value >= 2 ** 63) {
		return undefined;
	}
	if (value >= count) {
		throw bad(`is damaged: it names piece ${value}, and has ${count}`);
	}
	return value;
}

/** Characters without a piece become bytes; llama.cpp ends the process where one of them is missing. */
function requireBytes(pieces: readonly VocabularyToken[]): void {
	const present = new Set(pieces.filter(({ type }) => type === TokenType.byte).map(({ text }) => text));
	for (let byte = 0; byte < BYTES; byte++) {
		const text = `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`;
		if (!present.has(text)) {
			throw bad(`cannot be imported: it has no piece ${text} for that byte`);
		}
	}
}

function bad(reason: string): Error {
	return badFile("bad-tokenizer", FILE, reason, { next: "Choose the tokenizer files of this model, as its publisher has them." });
}
