import type { FailureData } from "../../failure.ts";
import { Failure, failureData } from "../../failure.ts";
import { readFasta } from "../../protein/fasta.ts";
import { bareLetters, isNucleotide, lettersOf, readSequence } from "../../protein/sequence.ts";
import type { LineHead } from "./lineScanner.ts";
import { LineScanner } from "./lineScanner.ts";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";
import type { RecordIndex, Scanner } from "./recordIndex.ts";

const GREATER = 62;
/** Letters that a row has room for. */
const FIRST = 120;
/** Characters; the longest protein known has some 40,000 residues. */
const LONGEST_PROTEIN = 1_000_000;
/** Characters of a header that are looked at where a record is longer than that. */
const LONGEST_HEADER = 100_000;
/** Characters whose letters are taken in one go. */
const PIECE = 1 << 18;
/** Letters of one part of a sample. */
const SAMPLE = 50_000;
const TOO_LONG = "sequence-too-long";

/** What the columns of a FASTA file hold; their titles are for the faces to say. */
export const fastaColumns = { length: 0, kind: 1, description: 2, first: 3 } as const;

/** Records of a FASTA file; cells: letters, `protein`, `nucleotide` or `unclear`, the rest of the header, the first letters. */
export class FastaRecords implements RecordFormat {
	readonly kind = "sequences";
	readonly columns = ["length", "kind", "description", "first"];
	readonly structureColumn = -1;
	readonly header = "";

	scanner(index: RecordIndex): Scanner {
		return new FastaScanner(index);
	}

	read(text: string): RecordContent {
		const steps = this.steps(text);
		for (let step = steps.next(); ; step = steps.next()) {
			if (step.done === true) {
				return step.value;
			}
		}
	}

	*steps(text: string): Generator<undefined, RecordContent> {
		const isHuge = text.length > LONGEST_PROTEIN;
		const [value] = readFasta(isHuge ? text.slice(0, Math.min(bodyOf(text), LONGEST_HEADER)) : text);
		if (value === undefined) {
			throw new Failure("invalid-sequence", "This is no FASTA record. Let it begin with “>”.");
		}
		const { name, description, sequence, problem } = isHuge ? { ...value, ...(yield* hugeSequence(text)) } : value;
		const kind = problem === undefined || problem.code === TOO_LONG ? "protein" : isNucleotide(isHuge ? sampleOf(sequence) : sequence) ? "nucleotide" : "unclear";
		return { name, structure: sequence, problem: problem?.message, cells: [String(sequence.length), kind, description, sequence.slice(0, FIRST)] };
	}
}

/** Where the letters begin. */
function bodyOf(text: string): number {
	const feed = text.indexOf("\n");
	return feed < 0 ? text.length : feed + 1;
}

/** The letters of a chromosome, piece by piece. What they are is judged by some of them: whatever they are, it is no protein to ask about. */
function* hugeSequence(text: string): Generator<undefined, { readonly sequence: string; readonly problem: FailureData }> {
	const pieces: string[] = [];
	for (let at = bodyOf(text); at < text.length; ) {
		const feed = text.lastIndexOf("\n", at + PIECE) + 1;
		const end = feed > at ? feed : Math.min(text.length, at + PIECE);
		pieces.push(bareLetters(text.slice(at, end).replace(/^;.*$/gm, "")));
		at = end;
		yield undefined;
	}
	const letters = pieces.join("");
	const sequence = letters.endsWith("*") ? lettersOf(letters) : letters;
	return { sequence, problem: hugeProblem(sequence) };
}

function hugeProblem(sequence: string): FailureData {
	try {
		readSequence(sampleOf(sequence));
		throw new Failure(TOO_LONG, `This record has ${sequence.length.toLocaleString("en")} letters; proteins are read up to ${LONGEST_PROTEIN.toLocaleString("en")}. Give a part of it.`);
	} catch (error) {
		return failureData(error);
	}
}

/** Of the beginning and the middle: a chromosome may begin with a hundred thousand N. */
function sampleOf(sequence: string): string {
	const middle = Math.max(SAMPLE, Math.floor(sequence.length / 2));
	return sequence.slice(0, SAMPLE) + sequence.slice(middle, middle + SAMPLE);
}

class FastaScanner implements Scanner {
	private readonly lines = new LineScanner((line) => this.line(line));
	private begin = -1;
	private beginLine = 0;
	private reached = 0;

	constructor(private readonly index: RecordIndex) {}

	take(piece: Buffer): undefined {
		this.lines.take(piece);
	}

	end(): undefined {
		this.lines.end();
		this.close(this.reached);
		this.begin = -1;
	}

	private line({ bytes, from, start, next, line }: LineHead): void {
		this.reached = next;
		const first = start === 0 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
		if (bytes[first] === GREATER) {
			this.close(start);
			this.begin = start;
			this.beginLine = line;
		}
	}

	private close(end: number): void {
		if (this.begin >= 0) {
			this.index.add(this.begin, end, this.beginLine);
		}
	}
}
