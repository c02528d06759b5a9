import { count, flag, type Guard, listOf, oneOf, optional, parse, record, shape, text, typed, type Variants } from "./guards.ts";
import { chatStringKeys } from "./protocol.ts";
import type {
	AnswerModel,
	ChatStrings,
	CommandModel,
	EntityModel,
	EvidenceModel,
	FactModel,
	FactsModel,
	MentionModel,
	MessageModel,
	PromptPieceModel,
	QuestionModel,
	SuggestionModel,
	ThreadModel,
	ThreadSummary,
	ToHost,
	TokenModel,
	ToView,
	VerdictModel,
} from "./protocol.ts";

/** A message from a page, or undefined if it is none of ours. */
export function parseToHost(value: unknown): ToHost | undefined {
	return parse(toHost, value);
}

/** A message from the host, or undefined if it is none of ours. */
export function parseToView(value: unknown): ToView | undefined {
	return parse(toView, value);
}

/** Characters of a file from the desktop: larger ones are opened in VS Code first. */
export const maximumFile = 20_000_000;

/** Far more than anybody drags. */
const dropped: Guard<readonly string[]> = (value): value is readonly string[] => Array.isArray(value) && value.length <= 1000 && value.every((each) => typed(each));
const fileContent: Guard<string> = (value): value is string => typeof value === "string" && value.length <= maximumFile;

const entityKind = oneOf("molecule", "protein");
const entity = shape<EntityModel>({ id: text, kind: entityKind, label: text, detail: text, title: text, smiles: optional(text), softTokens: optional(count), readAs: optional(text), origin: text, problem: optional(text) });
const facts = shape<FactsModel>({
	label: text,
	title: text,
	state: oneOf("computing", "done", "failed"),
	facts: listOf(shape<FactModel>({ label: text, value: text, unit: optional(text), method: text, glance: flag })),
	verdicts: listOf(shape<VerdictModel>({ rule: text, passes: flag, failing: listOf(text), method: text })),
	problem: optional(text),
});
const question = shape<QuestionModel>({ id: text, text, entities: listOf(entity), canEdit: flag });
const mention = shape<MentionModel>({ text, kind: oneOf("molecule", "protein", "nucleotide", "reaction"), label: text, smiles: optional(text), problem: optional(text) });
const answer = shape<AnswerModel>({
	id: text,
	state: oneOf("writing", "done", "stopped", "failed"),
	reasoning: text,
	text,
	stage: text,
	elapsed: count,
	notices: listOf(text),
	facts: listOf(facts),
	mentions: listOf(mention),
	computed: text,
	attribution: text,
	provenance: text,
	ending: text,
	failure: optional(text),
	canRetry: flag,
	hasEvidence: flag,
	repetition: optional(text),
});
const message: Guard<MessageModel> = (value): value is MessageModel => record(value) && (value["role"] === "user" ? question(value) : value["role"] === "assistant" && answer(value));
const thread = shape<ThreadModel>({ id: text, title: text, messages: listOf(message), earlier: count, attachments: listOf(entity), suggestions: listOf(text), draft: text });
const strings: Guard<ChatStrings> = (value): value is ChatStrings => record(value) && chatStringKeys.every((key) => text(value[key]));
const textPiece = shape<Extract<PromptPieceModel, { kind: "text" }>>({ kind: oneOf("text"), text, tokens: count });
const entityPiece = shape<Extract<PromptPieceModel, { kind: "entity" }>>({ kind: oneOf("entity"), entityKind, label: text, title: text, softTokens: count });
const promptPiece: Guard<PromptPieceModel> = (value): value is PromptPieceModel => textPiece(value) || entityPiece(value);
const evidence = shape<EvidenceModel>({
	rows: listOf(shape<EvidenceModel["rows"][number]>({ label: text, value: text })),
	prompt: listOf(promptPiece),
	tokens: listOf(shape<TokenModel>({ text, probability: count })),
	canRunAgain: flag,
	whyNot: optional(text),
});

const toView: Variants<ToView> = {
	thread: { strings, commands: listOf(shape<CommandModel>({ name: text, description: text })), thread },
	earlier: { messages: listOf(message), earlier: count },
	message: { message },
	text: { id: text, part: optional(oneOf("reasoning")), from: count, text },
	composer: { attachments: listOf(entity), suggestions: listOf(text) },
	threads: { threads: listOf(shape<ThreadSummary>({ id: text, title: text, detail: text, excerpt: text, current: flag })) },
	title: { title: text },
	evidence: { id: text, evidence },
	inspected: { id: text, entity, facts: optional(facts) },
	editorEntities: { query: text, found: listOf(shape<SuggestionModel>({ id: text, kind: entityKind, label: text, detail: text })) },
	note: { text, undo: optional(text) },
	focus: {},
	copied: { id: text },
};

const toHost: Variants<ToHost> = {
	ready: {},
	ask: { text: typed },
	stop: {},
	retry: { id: typed },
	edit: { id: typed, text: typed },
	copy: { id: typed },
	detach: { id: typed },
	inspect: { id: typed },
	openPreview: { id: typed },
	attachText: { text: typed },
	attachUris: { uris: dropped },
	attachFile: { name: typed, content: fileContent },
	pickFiles: {},
	editorEntities: { query: typed },
	attachSuggestion: { id: typed },
	draft: { text: typed },
	open: { href: typed },
	earlier: { before: typed },
	threads: { search: typed },
	newThread: {},
	openThread: { id: typed },
	renameThread: { id: typed, title: typed },
	deleteThread: { id: typed },
	undo: { id: typed },
	evidence: { id: typed },
	runAgain: { id: typed },
	insertCell: { id: typed },
	insertComment: { id: typed },
	exportThread: {},
};
