import "@vscode/codicons/dist/codicon.css";
import "../ui/base.css";
import "../ui/menu.css";
import "../ui/molecule.css";
import "../viewer/viewer.css";
import "./page.css";
import "./drawing.css";
import "./facts.css";
import { type MoleculeToHost, type MoleculeToView, parseMoleculeToView } from "../protocol/molecule.ts";
import { registerControls } from "../ui/controls.ts";
import { StructureDrawing } from "../ui/drawing.ts";
import { connectHost } from "../ui/host.ts";
import { ActionMenu } from "../ui/menu.ts";
import { ConformerView } from "./conformer.ts";
import { MoleculeDrawing } from "./drawing.ts";
import { FlatView } from "./flat.ts";
import { MoleculePage } from "./page.ts";
import { SmartsBox } from "./smarts.ts";

registerControls();
const elements = {
	"structure-drawing": StructureDrawing,
	"action-menu": ActionMenu,
	"molecule-drawing": MoleculeDrawing,
	"smarts-box": SmartsBox,
	"flat-view": FlatView,
	"conformer-view": ConformerView,
	"molecule-page": MoleculePage,
};
for (const [name, element] of Object.entries(elements)) {
	customElements.define(name, element);
}

const host = connectHost<MoleculeToHost, MoleculeToView>(parseMoleculeToView);
const page = document.querySelector<MoleculePage>("molecule-page");
if (page !== null) {
	page.host = host;
	host.listen((message) => page.receive(message));
	host.post({ type: "ready" });
}
