import { Failure } from "../../failure.ts";
import { readFasta } from "../../protein/fasta.ts";
import { isNucleotide } from "../../protein/sequence.ts";
import type { LineHead } from "./lineScanner.ts";
import { LineScanner } from "./lineScanner.ts";
import type { RecordContent, RecordFormat } from "./recordFormat.ts";
import type { RecordIndex, Scanner } from "./recordIndex.ts";

const GREATER = 62;
/** Letters that a row has room for. */
const FIRST = 120;

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
		const [value] = readFasta(text);
		if (value === undefined) {
			throw new Failure("invalid-sequence", "This is no FASTA record. Let it begin with “>”.");
		}
		const { name, description, sequence, problem } = value;
		const kind = problem === undefined ? "protein" : isNucleotide(sequence) ? "nucleotide" : "unclear";
		return { name, structure: sequence, problem: problem?.message, cells: [String(sequence.length), kind, description, sequence.slice(0, FIRST)] };
	}
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
