/** What a structure file tells beside its atoms. Residues are told by names and numbers: which ones are there is seen at the end. */
export interface FileFacts {
	id: string;
	readonly title: string[];
	/** Models, or a MOL2 file's molecules. */
	models: number;
	modelKind: "model" | "molecule";
	/** Experimental methods, as the file names them. */
	readonly methods: string[];
	/** Å. */
	resolution: number | undefined;
	/** It names a program whose B-factors are confidences (pLDDT), and no experiment. */
	predicted: boolean;
	experimental: boolean;
	readonly ranges: SecondaryRange[];
	/** What modified residues are modifications of, by name: `MSE` of `MET`. */
	readonly parents: Map<string, string>;
	/** What the residues of a name are, in mmCIF's words such as `L-PEPTIDE LINKING`. */
	readonly types: Map<string, string>;
	/** SMILES of components by name. */
	readonly smiles: Map<string, string>;
	/** Serial number, serial number, order; again and again. */
	readonly serialBonds: number[];
	readonly namedBonds: NamedBond[];
	/** Bonds within each residue of a name, by names of atoms. */
	readonly templates: Map<string, TemplateBond[]>;
	readonly warnings: string[];
}

/** A residue as a file points to it. */
export interface ResidueName {
	readonly chain: string;
	readonly number: number;
	/** Character code; 0 for none. */
	readonly insertion: number;
}

export interface SecondaryRange {
	readonly kind: "helix" | "strand";
	readonly from: ResidueName;
	readonly to: ResidueName;
}

export interface NamedBond {
	readonly first: ResidueName & { readonly atom: string };
	readonly second: ResidueName & { readonly atom: string };
	readonly order: number;
}

export interface TemplateBond {
	readonly first: string;
	readonly second: string;
	readonly order: number;
}

export function noFacts(): FileFacts {
	return { id: "", title: [], models: 1, modelKind: "model", methods: [], resolution: undefined, predicted: false, experimental: false, ranges: [], parents: new Map(), types: new Map(), smiles: new Map(), serialBonds: [], namedBonds: [], templates: new Map(), warnings: [] };
}

/** The file's first figure of a resolution that can be one, in Å. */
export function takeResolution(facts: FileFacts, told: string): void {
	const value = Number.parseFloat(told);
	facts.resolution ??= value > 0 && value < 1000 ? value : undefined;
}

/** Methods of an experiment; `THEORETICAL MODEL` is none. */
export function takeMethod(facts: FileFacts, told: string): void {
	const method = told.trim().slice(0, 100);
	if (method !== "" && facts.methods.length < 10) {
		facts.methods.push(method);
	}
	facts.experimental ||= method !== "" && !/theoretical/i.test(method);
}

/** Programs whose predicted structures carry a pLDDT for each residue or atom in the place of the B-factor. */
const PREDICTORS = /\b(?:alpha-?fold|esm-?fold|colabfold|openfold|omegafold|boltz|chai-1|p-?lddt)/i;

/** Whether a title, remark or name of a metric tells that the B-factors are pLDDT. */
export function tellsConfidence(text: string): boolean {
	return PREDICTORS.test(text.slice(0, 2000));
}
