import { cifSections } from "./cifFile.ts";
import { mol2Sections, molfileSections, sdfSections } from "./moleculeFiles.ts";
import { pdbSections } from "./pdbFile.ts";
import type { SectionReader } from "./sections.ts";
import { fastaSections, smilesSections } from "./recordFiles.ts";

/** How the files of each of our languages are divided, by the languages' ids as VS Code knows them. */
export const SECTION_READERS: Readonly<Record<string, SectionReader>> = {
	fasta: fastaSections,
	smiles: smilesSections,
	sdf: sdfSections,
	molfile: molfileSections,
	mol2: mol2Sections,
	pdb: pdbSections,
	mmcif: cifSections,
};
