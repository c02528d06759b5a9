/** Ids of ESM-2 (Lin et al. 2023, `vocab.txt` of the published models) for the letters a sequence can have. */
const IDS = new Map([..."LAGVSERTIDPKQNFYMHWCXBUZO.-"].map((letter, index) => [letter, index + 4]));
const CLS = 0;
const EOS = 2;
const UNKNOWN = 3;

export interface ProteinTokenOptions {
	/** Puts `<cls>` before and `<eos>` behind: BioMedGPT-10B does, R1 does not. */
	readonly specialTokens: boolean;
	/** Only this many residues are read, from the start; no limit if absent. */
	readonly maxResidues?: number | undefined;
}

export interface ProteinTokens {
	readonly ids: readonly number[];
	/** Residues were left out. */
	readonly truncated: boolean;
	/** Letters that were read, of those given. */
	readonly residues: number;
}

/**
 * Token ids of a protein for ESM-2.
 *
 * As in Hugging Face's `EsmTokenizer`, letters outside the vocabulary that stand side by side make one `<unk>` together.
 *
 * @param sequence upper or lower case; whitespace is skipped
 */
export function proteinTokens(sequence: string, options: ProteinTokenOptions): ProteinTokens {
	const letters = sequence.replace(/\s+/g, "").toUpperCase();
	const read = letters.slice(0, options.maxResidues ?? letters.length);
	const ids: number[] = options.specialTokens ? [CLS] : [];
	let unknownBefore = false;
	for (const letter of read) {
		const id = IDS.get(letter);
		if (id !== undefined || !unknownBefore) {
			ids.push(id ?? UNKNOWN);
		}
		unknownBefore = id === undefined;
	}
	if (options.specialTokens) {
		ids.push(EOS);
	}
	return { ids, truncated: read.length < letters.length, residues: read.length };
}
