import type { Cue } from "./found.ts";
import { NO_CUE } from "./found.ts";

const CERTAIN = /smiles|(?:^|_)smis?(?:_|$)/;
const LIKELY = /(?:^|_)(?:inchis?|mols?|molecules?|ligands?|compounds?|drugs?|cpds?|inhibitors?|substrates?|scaffolds?|reactants?|reagents?|metabolites?|agonists?|antagonists?|rxns?|reactions?)(?:_|$)/;
const PROTEIN = /(?:^|_)aastring|(?:^|_)(?:seqs?|sequences?|proteins?|peptides?|polypeptides?|fasta|aa|chains?|antibod(?:y|ies)|aminoacids?)(?:_|$)/;
const NUCLEOTIDE = /(?:^|_)[dr]nastring|(?:^|_)(?:seqs?|sequences?|dna|rna|cdna|mrna|sg_?rna|nt|nucleotides?|primers?|oligos?|genes?|genomes?|probes?|adapters?|promoters?|codons?|barcodes?|plasmids?)(?:_|$)/;
const PATTERN = /smarts|(?:^|_)(?:regex|regexp|pattern|patt|formula|inchi_?key|glob)(?:_|$)/;
/** `smiles_column`, `SMILES_FILE`: says where molecules are, and is none itself. */
const ABOUT = /_(?:cols?|columns?|keys?|names?|files?|paths?|dirs?|status|formats?|types?|headers?|fields?|index|idx|counts?|len|length|url|label|hash|version|mode|source)$/;
/** `smiles.replace(`, `smi.startswith(`: pieces of text, not molecules. */
const METHOD = /\.(?:replace(?:All)?|r?find|index(?:Of)?|lastIndexOf|count|r?split|[lr]?strip|trim|starts_?with|ends_?with|includes|contains|match|search|test|g?sub|join|encode|decode|format)$/i;
/** `smiles_tokens`, `SMILES_CHARS`: the letters of a notation. */
const PIECES = /(?:^|_)(?:tokens?|tokenizer|vocab|vocabulary|chars?|characters?|charset|alphabets?|symbols?|regexe?s?|atoms?|separators?|delimiters?)(?:_|$)/;
/** `bad_smiles`: its mistakes are wanted. */
const WRONG = /(?:^|_)(?:bad|invalid|broken|wrong|malformed|illegal|corrupt(?:ed)?|faulty|erroneous|failing)(?:_|$)/;
const MAX_KNOWN = 2000;

/** What names of variables, keys, columns and functions say about their values: `canonicalSmiles`, `LIGAND_SMI`, `seq`. */
export class Cues {
	private readonly known = new Map<string, Cue>();

	of(name: string): Cue {
		const known = this.known.get(name);
		if (known !== undefined) {
			return known;
		}
		const cue = cueOf(name);
		if (this.known.size >= MAX_KNOWN) {
			this.known.clear();
		}
		this.known.set(name, cue);
		return cue;
	}
}

/** As {@link Cues.of}, for one name. */
export function cueOf(name: string): Cue {
	const words = name.replace(/([a-z])([A-Z])/g, "$1_$2").replace(/[^A-Za-z]+/g, "_").toLowerCase();
	const stem = words.replace(/_$/, "");
	if (ABOUT.test(stem) || PIECES.test(words) || METHOD.test(name)) {
		return NO_CUE;
	}
	// A template of a reaction is often plain SMILES.
	const pattern = PATTERN.test(words) && !/reaction|rxn/.test(words);
	const molecule = pattern ? "none" : CERTAIN.test(words) && !WRONG.test(words) ? "certain" : CERTAIN.test(words) || LIKELY.test(words) ? "likely" : "none";
	const protein = PROTEIN.test(words);
	const nucleotide = NUCLEOTIDE.test(words);
	return molecule === "none" && !protein && !nucleotide && !pattern ? NO_CUE : { molecule, protein, nucleotide, pattern };
}
