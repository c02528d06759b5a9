import "@vscode/codicons/dist/codicon.css";
import "../ui/base.css";
import "./page.css";
import "./grid.css";
import { connectHost } from "../ui/host.ts";
import { parseRecordsToView, type RecordsToHost, type RecordsToView } from "../protocol/records.ts";
import { RecordsApp } from "./app.ts";
import { RecordsGrid } from "./grid.ts";
import { RecordsMenu } from "./menu.ts";
import { RecordsToolbar } from "./toolbar.ts";

customElements.define("records-menu", RecordsMenu);
customElements.define("records-toolbar", RecordsToolbar);
customElements.define("records-grid", RecordsGrid);
customElements.define("biomedgpt-records", RecordsApp);

const host = connectHost<RecordsToHost, RecordsToView>(parseRecordsToView);
const app = document.querySelector<RecordsApp>("biomedgpt-records");
if (app !== null) {
	app.host = host;
	host.listen((message) => app.receive(message));
	host.post({ type: "ready" });
}
