import "@vscode/codicons/dist/codicon.css";
import "../ui/base.css";
import "../viewer/viewer.css";
import "./page.css";
import "./sequence.css";
import "./plots.css";
import "./structure.css";
import { parseProteinToView, type ProteinToHost, type ProteinToView } from "../protocol/protein.ts";
import { registerControls } from "../ui/controls.ts";
import { connectHost } from "../ui/host.ts";
import { HydropathyPlotElement } from "./hydropathy.ts";
import { LigandCard } from "./ligands.ts";
import { MotifSearch } from "./motifSearch.ts";
import { ProteinPage } from "./page.ts";
import { ProteinSequence } from "./sequence.ts";
import { StructurePanel } from "./structurePanel.ts";

registerControls();
const elements = {
	"protein-sequence": ProteinSequence,
	"motif-search": MotifSearch,
	"hydropathy-plot": HydropathyPlotElement,
	"structure-panel": StructurePanel,
	"ligand-card": LigandCard,
	"protein-page": ProteinPage,
};
for (const [name, element] of Object.entries(elements)) {
	customElements.define(name, element);
}

const host = connectHost<ProteinToHost, ProteinToView>(parseProteinToView);
const page = document.querySelector<ProteinPage>("protein-page");
if (page !== null) {
	page.host = host;
	host.listen(
		(message) => page.receive(message),
		() => page.refused(),
	);
	host.post({ type: "ready" });
}
