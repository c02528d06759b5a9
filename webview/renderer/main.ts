import type { OutputFormat } from "../protocol/renderer.ts";
import { StructureDrawing } from "../ui/drawing.ts";
import { fill } from "../ui/text.ts";
import type { OutputItem, RendererApi, RendererContext } from "./context.ts";
import { HostLink } from "./link.ts";
import { MoleculeCard } from "./moleculeCard.ts";
import { Output } from "./output.ts";
import { RdkitDrawing } from "./rdkitDrawing.ts";
import { SequenceCard } from "./sequenceCard.ts";
import { Stage } from "./stage.ts";
import { StructureCard } from "./structureCard.ts";
import { outputStyles } from "./styles.ts";
import { OutputToolbar } from "./toolbar.ts";

const formats: Readonly<Record<string, OutputFormat>> = {
	"chemical/x-daylight-smiles": "smiles",
	"chemical/x-mdl-molfile": "molfile",
	"chemical/x-mdl-sdfile": "molfile",
	"chemical/x-pdb": "pdb",
	"chemical/x-mmcif": "mmcif",
	"text/x-fasta": "fasta",
};

const elements = {
	"biomedgpt-structure-drawing": StructureDrawing,
	"biomedgpt-rdkit-drawing": RdkitDrawing,
	"biomedgpt-stage": Stage,
	"biomedgpt-toolbar": OutputToolbar,
	"biomedgpt-molecule": MoleculeCard,
	"biomedgpt-sequence": SequenceCard,
	"biomedgpt-structure": StructureCard,
	"biomedgpt-output": Output,
};

/** Called by VS Code once for each page of notebook outputs; the page is shared with the outputs of others. */
export function activate(context: RendererContext): RendererApi {
	for (const [name, element] of Object.entries(elements)) {
		if (customElements.get(name) === undefined) {
			customElements.define(name, element);
		}
	}
	const link = new HostLink(context);
	const shown = new Map<string, HTMLElement>();
	return {
		renderOutputItem(item, element, signal) {
			if (signal?.aborted === true) {
				return;
			}
			shown.set(item.id, element);
			show(item, element, link);
		},
		disposeOutputItem(id) {
			for (const [key, element] of id === undefined ? [...shown] : [...shown].filter(([each]) => each === id)) {
				element.replaceChildren();
				shown.delete(key);
			}
		},
	};
}

function show(item: OutputItem, element: HTMLElement, link: HostLink): void {
	const place = document.createElement("div");
	const root = place.attachShadow({ mode: "open" });
	root.adoptedStyleSheets = outputStyles();
	try {
		// Not by its constructor: what is defined may be of an earlier activation in this page.
		const output = document.createElement("biomedgpt-output") as Output;
		output.link = link;
		output.format = formats[item.mime.toLowerCase()] ?? "smiles";
		output.text = item.text();
		root.append(output);
	} catch (error) {
		const line = document.createElement("p");
		line.textContent = fill(link.strings.unreadable, error instanceof Error ? error.message : String(error));
		root.append(line);
	}
	element.replaceChildren(place);
}
