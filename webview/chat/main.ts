import "@vscode/codicons/dist/codicon.css";
import "../ui/base.css";
import "../ui/menu.css";
import "../ui/molecule.css";
import "./page.css";
import "./thread.css";
import "./chips.css";
import "./answer.css";
import "./markdown.css";
import "./evidence.css";
import "./composer.css";
import "./threads.css";
import { registerControls } from "../ui/controls.ts";
import { ChatAnswer } from "./answer.ts";
import { ChatApp } from "./app.ts";
import { EntityChip } from "./chip.ts";
import { ChatComposer } from "./composer.ts";
import { ChatConversation } from "./conversation.ts";
import { StructureDrawing } from "../ui/drawing.ts";
import { ChatHeader } from "./header.ts";
import { parseToView } from "../parse.ts";
import type { ToHost, ToView } from "../protocol.ts";
import { connectHost } from "../ui/host.ts";
import { MarkdownText } from "./markdownText.ts";
import { MentionList } from "./mentionList.ts";
import { ActionMenu } from "../ui/menu.ts";
import { EntityPreview } from "./preview.ts";
import { ChatQuestion } from "./question.ts";
import { AnswerReasoning } from "./reasoning.ts";
import { ThreadList } from "./threads.ts";
import { TokenText } from "./tokens.ts";

registerControls();
const elements = {
	"structure-drawing": StructureDrawing,
	"markdown-text": MarkdownText,
	"mention-list": MentionList,
	"token-text": TokenText,
	"answer-reasoning": AnswerReasoning,
	"action-menu": ActionMenu,
	"entity-chip": EntityChip,
	"entity-preview": EntityPreview,
	"chat-question": ChatQuestion,
	"chat-answer": ChatAnswer,
	"chat-composer": ChatComposer,
	"chat-conversation": ChatConversation,
	"chat-header": ChatHeader,
	"thread-list": ThreadList,
	"biomedgpt-chat": ChatApp,
};
for (const [name, element] of Object.entries(elements)) {
	customElements.define(name, element);
}

const host = connectHost<ToHost, ToView>(parseToView);
const app = document.querySelector<ChatApp>("biomedgpt-chat");
if (app !== null) {
	app.host = host;
	host.listen((message) => app.receive(message));
	host.post({ type: "ready" });
}
