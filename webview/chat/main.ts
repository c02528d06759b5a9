import "@vscode/codicons/dist/codicon.css";
import "../ui/molecule.css";
import "./chat.css";
import { registerControls } from "../ui/controls.ts";
import { ChatAnswer } from "./answer.ts";
import { ChatApp } from "./app.ts";
import { EntityChip } from "./chip.ts";
import { ChatComposer } from "./composer.ts";
import { connectHost } from "./host.ts";

registerControls();
customElements.define("entity-chip", EntityChip);
customElements.define("chat-answer", ChatAnswer);
customElements.define("chat-composer", ChatComposer);
customElements.define("biomedgpt-chat", ChatApp);

const host = connectHost();
const app = document.querySelector<ChatApp>("biomedgpt-chat");
if (app !== null) {
	app.host = host;
	host.listen((message) => app.receive(message));
	host.post({ type: "ready" });
}
