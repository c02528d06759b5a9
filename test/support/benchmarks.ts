import { writeFileSync } from "node:fs";
import path from "node:path";

/** Some rows each of the layouts that benchmarks are published in; questions are our own, and nothing of a published one. */
export const QUESTIONS = {
	pubmedqa: JSON.stringify({
		11: { QUESTION: "Does aspirin lower fever?", CONTEXTS: ["Two hundred patients with a fever were given aspirin or placebo.", "Temperature fell in the first group."], LABELS: [], final_decision: "yes" },
		12: { QUESTION: "Do antibiotics shorten a cold?", CONTEXTS: ["Patients with a cold took amoxicillin."], LABELS: [], final_decision: "no" },
		13: { QUESTION: "Is coffee harmful?", CONTEXTS: ["Findings were mixed."], LABELS: [], final_decision: "maybe" },
	}),
	medmcqa: [
		{ question: "Which vitamin prevents scurvy?", opa: "A", opb: "B12", opc: "C", opd: "D", cop: 3, id: "x1", subject_name: "Biochemistry" },
		{ question: "Which organ makes insulin?", opa: "Liver", opb: "Pancreas", opc: "Spleen", opd: "Kidney", cop: 2, id: "x2", subject_name: "Physiology" },
		{ question: "Which of these is a bone?", opa: "Biceps", opb: "Aorta", opc: "Retina", opd: "Femur", cop: 4, id: "x3", subject_name: "Anatomy" },
	].map((row) => JSON.stringify(row)).join("\n"),
	medqa: [
		{ question: "A 30-year-old sailor has bleeding gums. What does he lack?", answer: "Vitamin C", options: { A: "Vitamin A", B: "Vitamin C", C: "Iron", D: "Iodine" }, answer_idx: "B" },
		{ question: "A child drinks much and loses weight. What is raised?", answer: "Glucose", options: { A: "Glucose", B: "Calcium", C: "Lipase", D: "Urea" }, answer_idx: "A" },
	].map((row) => JSON.stringify(row)).join("\n"),
	mmlu: 'Which gas do plants take up?,Oxygen,Carbon dioxide,"Argon, mostly",Helium,B\n"Which ""base"" is not in DNA?",Adenine,Uracil,Guanine,Cytosine,B\nWhere is haemoglobin?,Red cells,Plasma,Bone,Skin,A\n',
} as const;

/** A table of molecules with descriptions, in ChEBI-20's layout, whose backslashes are doubled. */
export const CAPTIONS = `CID\tSMILES\tdescription
702\tCCO\tThe molecule is a primary alcohol that is ethane in which one hydrogen is substituted by a hydroxy group.
2244\tCC(=O)Oc1ccccc1C(=O)O\tThe molecule is a member of the class of benzoic acids. It has a role as a "drug" and is an acetate ester.
5280343\tC/C=C\\\\C\tThe molecule is a but-2-ene. It is an alkene.
`;

/** The beginnings of two proteins of Swiss-Prot, and their functions in short. */
export const PROTEINS = `id\tsequence\tfunction_text
P01308\tMALWMRLLPLLALLALWGPDPAAAFVNQHLCGSHLVEALYLVCGERGFFYTPKTRREAEDLQVGQVELGGGPGAGSLQPLALEGSLQKRGIVEQCCTSICSLYQLENYCN\tInsulin decreases blood glucose concentration.
P69905\tMVLSPADKTNVKAAWGKVGAHAGEYGAEALERMFLSFPTTKTYFPHFDLSHGSAQVKGHGKKVADALTNAVAHVDDMPNALSALSDLHAHKLRVDPVNFKLLSHCLLTLAAHLPAEFTPAVHASLDKFLASVSTVLTSKYR\tInvolved in oxygen transport from the lung to the various peripheral tissues.
`;

export function written(folder: string, name: string, text: string | Uint8Array): string {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
}
