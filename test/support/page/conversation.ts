import type { AnswerModel, ChatStrings, CommandModel, EntityModel, EvidenceModel, FactsModel, MentionModel, QuestionModel, SuggestionModel, ThreadModel, ThreadSummary } from "../../../webview/protocol.ts";

/** A conversation as the host sends it, for tests of the page alone. */
export const strings: ChatStrings = {
	answering: "An answer is being written: stop it with Escape, or wait.",
	attachedEntities: "Attached to the next question",
	attachFile: "Attach a file…",
	cancel: "Cancel",
	chips: "Asked about",
	close: "Close",
	commandsList: "Commands",
	computed: "computed",
	computing: "computing…",
	conversation: "Conversation",
	copy: "Copy the answer",
	copied: "Copied",
	copyQuestion: "Copy the question",
	deleteThread: "Delete {0}",
	dropHere: "Drop molecules, proteins or files here",
	earlierMessages: "{0} earlier messages",
	edit: "Change the question and ask again",
	editPlaceholder: "The changed question",
	emptyHint: "Write a question below, or use Ask above a SMILES or a sequence in an editor or notebook to bring it here.",
	emptyPrivacy: "Questions and answers stay on this machine.",
	emptyTitle: "Ask about a molecule or a protein",
	entitiesList: "Molecules and proteins of the editor",
	exportThread: "Export this chat…",
	factsFor: "Computed facts of {0}",
	fileTooLarge: "{0} is larger than 20 MB. Open it in VS Code and use Ask there.",
	generated: "generated",
	hideTokens: "Show the text without probabilities",
	howMade: "How was this made?",
	howMadeTitle: "How this answer was made",
	insertCell: "Insert below the current notebook cell",
	insertComment: "Insert as a comment in the editor",
	jumpToLatest: "Show the newest text",
	loadEarlier: "Show them",
	methods: "Facts with units and methods",
	moreActions: "More actions",
	newThread: "New chat",
	noEntities: "Nothing of that name in the editor",
	noThreads: "No chats found",
	notMolecule: "not a molecule",
	openThreads: "Chats",
	placeholder: "Ask a question",
	openPreview: "Open preview beside the editor",
	preview: "Show {0} large",
	probability: "probability {0}",
	probabilityLegend: "Probability of each token",
	prompt: "Prompt",
	questionLabel: "Question",
	reasoning: "Reasoning",
	reasoningNow: "Reasoning…",
	remove: "Remove {0}",
	rename: "Rename {0}",
	resend: "Ask again",
	retry: "Ask again",
	runAgain: "Run again exactly",
	save: "Save",
	searchThreads: "Search chats",
	seconds: "{0} s",
	send: "Send (Enter)",
	sequence: "sequence",
	showAll: "Show all {0} characters",
	showTokens: "Show probabilities",
	softToken: "{0} soft token",
	softTokens: "{0} soft tokens",
	stop: "Stop (Escape)",
	stopped: "Stopped.",
	structuresInAnswer: "Structures in this answer",
	textTooLong: "This text has {0} characters, more than one question takes. Shorten it, or save it as a file and attach that.",
	threads: "Chats",
	tokens: "{0} tokens",
	undo: "Undo",
	valid: "valid",
	verdictFails: "fails",
	verdictPasses: "passes",
	yourQuestion: "Your question",
};

export const commands: readonly CommandModel[] = [
	{ name: "describe", description: "Describe the attached molecule or protein" },
	{ name: "function", description: "Ask what the attached protein does" },
	{ name: "facts", description: "Compute facts, without the model" },
	{ name: "compare", description: "Compare the attached molecules" },
	{ name: "draw", description: "Draw the attached molecules" },
	{ name: "new", description: "Begin a new chat" },
	{ name: "export", description: "Export this chat" },
];

export const aspirinSmiles = "CC(=O)Oc1ccccc1C(=O)O";
export const aspirin: EntityModel = { id: "e1", kind: "molecule", label: "aspirin", detail: "C₉H₈O₄", title: aspirinSmiles, smiles: aspirinSmiles, softTokens: 13, origin: "series_B.ipynb" };
export const imatinib: EntityModel = { id: "e2", kind: "molecule", label: "C₂₉H₃₁N₇O", detail: "", title: "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1", smiles: "Cc1ccc(NC(=O)c2ccc(CN3CCN(C)CC3)cc2)cc1Nc1nccc(-c2cccnc2)n1", softTokens: 37, origin: "screen.py" };
export const p53: EntityModel = { id: "e3", kind: "protein", label: "P04637", detail: "393 residues", title: "P04637 (393 residues)\nMEEPQSDPSVEPPLSQETFSDLWKLLPENNVLSPLPSQAMDDLMLSPDDIEQWFTEDPGP…", softTokens: 393, origin: "proteins.fasta, record 3" };
export const broken: EntityModel = { id: "e4", kind: "molecule", label: "C1CC", detail: "", title: "C1CC", origin: "screen.py", problem: "Ring 1 is opened at character 2 and never closed." };

export const aspirinFacts: FactsModel = {
	label: "aspirin",
	title: aspirinSmiles,
	state: "done",
	facts: [
		{ label: "formula", value: "C₉H₈O₄", method: "RDKit", glance: true },
		{ label: "average mass", value: "180.159", unit: "g/mol", method: "RDKit, IUPAC 2021 weights", glance: true },
		{ label: "logP", value: "1.31", method: "Crippen (RDKit)", glance: true },
		{ label: "TPSA", value: "63.6", unit: "Å²", method: "Ertl 2000 (RDKit)", glance: true },
		{ label: "InChIKey", value: "BSYNRYMUTXBXSQ-UHFFFAOYSA-N", method: "InChI 1.07 (RDKit)", glance: false },
	],
	verdicts: [
		{ rule: "Lipinski", passes: true, failing: [], method: "Lipinski 1997" },
		{ rule: "Veber", passes: false, failing: ["rotatable bonds 12 > 10"], method: "Veber 2002" },
	],
};

export const mentions: readonly MentionModel[] = [
	{ text: "O=C(O)c1ccccc1O", kind: "molecule", label: "C₇H₆O₃", smiles: "O=C(O)c1ccccc1O" },
	{ text: "CC(=O)O", kind: "molecule", label: "C₂H₄O₂", smiles: "CC(=O)O" },
	{ text: "C1CC(=O", kind: "molecule", label: "", problem: "Ring 1 is opened at character 2 and never closed." },
	{ text: "MEEPQSDPSVEPPLSQETFSDLWK", kind: "protein", label: "24 residues" },
];

export const answerText = [
	"Aspirin is a **salicylate**: it is hydrolysed to `O=C(O)c1ccccc1O` and CC(=O)O, not to C1CC(=O as some write. It inhibits `COX-1` by acetylating a serine, and does not touch MEEPQSDPSVEPPLSQETFSDLWK.",
	"",
	"- one aromatic ring",
	"- a carboxylic acid, so it is [charged](https://example.org/acid) at physiological pH",
	"",
	"| site | pKa |",
	"|---|--:|",
	"| COOH | 3.5 |",
	"",
	"```python\nMolFromSmiles('CC(=O)Oc1ccccc1C(=O)O')  # a long line that has to scroll inside its own box\n```",
].join("\n");

export const evidence: EvidenceModel = {
	rows: [
		{ label: "Model", value: "BioMedGPT nano 0.1.0" },
		{ label: "SHA-256", value: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
		{ label: "Temperature", value: "0 (greedy)" },
		{ label: "Seed", value: "0" },
		{ label: "First word", value: "0.41 s" },
		{ label: "Tokens per second", value: "64" },
	],
	prompt: [
		{ kind: "text", text: "### Human: <Molecule>", tokens: 8 },
		{ kind: "entity", entityKind: "molecule", label: "aspirin", title: aspirinSmiles, softTokens: 13 },
		{ kind: "text", text: "</Molecule> What becomes of it?\n### Assistant:", tokens: 14 },
	],
	tokens: answerText.split(/(?=[\s(])/u).map((text, index) => ({ text, probability: [0.99, 0.95, 0.74, 0.42, 0.08, 0.91][index % 6] ?? 1 })),
	canRunAgain: true,
};

export function question(id: string, text: string, entities: readonly EntityModel[] = [], more: Partial<QuestionModel> = {}): QuestionModel {
	return { role: "user", id, text, entities, canEdit: true, ...more };
}

export function answer(id: string, more: Partial<AnswerModel> = {}): AnswerModel {
	return {
		role: "assistant",
		id,
		state: "done",
		reasoning: "",
		text: answerText,
		stage: "",
		elapsed: 800,
		notices: [],
		facts: [],
		mentions: [],
		computed: "",
		attribution: "written by BioMedGPT nano 0.1.0 — generated, check it",
		provenance: "Model BioMedGPT nano 0.1.0\nSoft tokens read: 13\nFirst word after 0.4 s, complete after 0.8 s",
		ending: "",
		canRetry: false,
		hasEvidence: true,
		...more,
	};
}

export function thread(messages: ThreadModel["messages"], more: Partial<ThreadModel> = {}): ThreadModel {
	return { id: "t1", title: messages.length === 0 ? "" : "What becomes of aspirin?", messages, earlier: 0, attachments: [], suggestions: [], draft: "", ...more };
}

/** A thread in which everything happens that the page can show. */
export const fullThread: ThreadModel = thread(
	[
		question("q1", "What becomes of it in water?", [aspirin, imatinib]),
		answer("a1", { facts: [aspirinFacts], mentions, reasoning: "It has an **ester** and a carboxylic acid.\n\n1. Water opens the ester.\n2. The acid loses its proton.", notices: ["Each question is answered on its own: earlier answers were not read."] }),
		question("q2", "/compare which is more polar?", [aspirin, p53]),
		answer("a2", { text: "Aspirin is the more polar of the two.", computed: "| | aspirin | imatinib |\n|---|--:|--:|\n| TPSA, Å² | 63.6 | 86.3 |\n| logP (Crippen) | 1.31 | 4.59 |", canRetry: true }),
		question("q3", "And what does it inhibit?", [broken]),
		answer("a3", { text: "It inhi", state: "failed", failure: "The model's process ended unexpectedly (SIGKILL). What it had written is kept. Ask again.", canRetry: true, hasEvidence: false }),
	],
	{ attachments: [aspirin, p53] },
);

export const summaries: readonly ThreadSummary[] = [
	{ id: "t1", title: "What becomes of aspirin?", detail: "3 questions · today", excerpt: "", current: true },
	{ id: "t2", title: "Kinase hinge binders of series B", detail: "12 questions · yesterday", excerpt: "…the hinge is reached by the aminopyrimidine…", current: false },
	{ id: "t3", title: "P04637, DNA-binding domain", detail: "2 questions · 3 March", excerpt: "", current: false },
];

export const suggestions: readonly SuggestionModel[] = [
	{ id: "s1", kind: "molecule", label: "gefitinib", detail: "C₂₂H₂₄ClFN₄O₃ · cell 2" },
	{ id: "s2", kind: "molecule", label: "erlotinib", detail: "C₂₂H₂₃N₃O₄ · cell 3" },
	{ id: "s3", kind: "protein", label: "P00533", detail: "1,210 residues · proteins.fasta" },
];
