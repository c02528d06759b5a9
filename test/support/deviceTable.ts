/** What of the catalogue's models goes where on machines of several sizes, by the planner itself: for docs/devices.md. */
import type { Catalog, CatalogModel } from "../../src/inference/bundle/catalog.ts";
import { languageBytes, memoryNeeded, type EncoderFormat, type LanguageFormat } from "../../src/inference/bundle/memory.ts";
import { inUnits } from "../../src/inference/bundle/sizes.ts";
import { memoryParts, NO_WISHES, planPlacement, type ModelSizes, type Placement, type PlacementMachine } from "../../src/inference/runtime/placement.ts";

const GB = 1e9;
const SIZES = [8, 16, 24, 48] as const;
/** What the system and other programs have, of the processor's memory. */
const TAKEN = 3 * GB;
/** What a driver and windows have, of a GPU's. */
const SHOWN = 0.4 * GB;
/** Positions that the import gives to models that read molecules and proteins as text, at most. */
const TEXT_CONTEXT = 8192;
const LEAST = { encoders: 1536, text: 768 } as const;

interface Written {
	readonly language: LanguageFormat;
	readonly protein: EncoderFormat;
}
const WRITTEN: readonly Written[] = [{ language: "Q4_K", protein: "int8" }, { language: "Q8_0", protein: "int8" }, { language: "F16", protein: "F16" }];

/** Two tables in Markdown. */
export function deviceTables(catalog: Catalog): string {
	const rows = catalog.models.filter(({ language, format }) => language !== null && format !== "gguf").flatMap((model) => WRITTEN.map((written) => ({ model, written })));
	const gguf = catalog.models.filter(({ language, format, id }) => language !== null && format === "gguf" && !rows.some(({ model }) => id.startsWith(model.id))).map((model) => ({ model, written: { language: "Q4_K", protein: "int8" } as const }));
	const table = (title: string, cell: (bytes: number, sizes: ModelSizes) => string): string => [
		`| ${title} | needs | ${SIZES.map((size) => `${size} GB`).join(" | ")} |`,
		`|---|---|${SIZES.map(() => "---|").join("")}`,
		...[...rows, ...gguf].map(({ model, written }) => {
			const sizes = sizesOf(model, written);
			return `| ${nameOf(model, written)} | ${inUnits(needed(sizes, sizes.context.most))} | ${SIZES.map((size) => cell(size * GB, sizes)).join(" | ")} |`;
		}),
	].join("\n");
	return [
		table("processor only, memory of the machine", (bytes, sizes) => onProcessor({ ...COMPUTER, freeRam: bytes - TAKEN, totalRam: bytes }, sizes)),
		table("GPU, its memory; the machine has 32 GB", (bytes, sizes) => onGpu({ ...COMPUTER, freeRam: 32 * GB - TAKEN, totalRam: 32 * GB, gpu: { backend: "vulkan", names: ["GPU"], free: bytes - SHOWN, shared: false } }, sizes)),
	].join("\n\n");
}

const COMPUTER = { cores: 8, threads: 7 } as const;

function onProcessor(machine: PlacementMachine, sizes: ModelSizes): string {
	const { contextSize } = first(machine, sizes);
	// The plan is tried in any case: whether it holds is what its sentences tell.
	const fits = needed(sizes, contextSize) <= machine.freeRam;
	return fits ? `${contextSize.toLocaleString("en")} tokens` : "no";
}

function onGpu(machine: PlacementMachine, sizes: ModelSizes): string {
	const placement = first(machine, sizes);
	const held = memoryParts(sizes, placement).filter(({ place }) => place === "processor").reduce((sum, { bytes }) => sum + bytes, 0);
	if (held > machine.freeRam) {
		return "no";
	}
	const layers = placement.gpuLayers === sizes.layers ? "all" : `${placement.gpuLayers} of ${sizes.layers}`;
	return placement.contextSize === sizes.context.most ? layers : `${layers}, ${placement.contextSize.toLocaleString("en")} tokens`;
}

function first(machine: PlacementMachine, sizes: ModelSizes): Placement {
	const [placement] = planPlacement(machine, sizes, NO_WISHES).attempts;
	if (!placement) {
		throw new Error("a plan without an attempt");
	}
	return placement;
}

function needed(sizes: ModelSizes, contextSize: number): number {
	return memoryParts(sizes, { gpuLayers: 0, contextSize }).reduce((sum, { bytes }) => sum + bytes, 0);
}

function nameOf({ title, protein }: CatalogModel, written: Written): string {
	return `${title}, ${written.language}${protein === null ? "" : `, proteins ${written.protein}`}`;
}

/** As `modelSizes` has them of an imported one. */
function sizesOf(model: CatalogModel, written: Written): ModelSizes {
	const { language } = model;
	if (language === null) {
		throw new Error(`${model.id} has no language model`);
	}
	const { layers, width, vocabulary, heads, feedForward, keyValueHeads, headWidth } = language;
	const need = memoryNeeded(model, written);
	const perWeight = { F32: [4, 4], F16: [2, 2], Q8_0: [34 / 32, 34 / 32], Q4_K: [144 / 256, 210 / 256] } as const;
	const [rows, last] = perWeight[written.language];
	const embedding = vocabulary * width * rows;
	const output = vocabulary * width * last;
	const most = model.id === "biomedgpt-10b" ? language.context : Math.min(language.context, TEXT_CONTEXT);
	return {
		layers,
		layer: (languageBytes(language, written.language) - embedding - output) / layers,
		output,
		embedding,
		position: layers * keyValueHeads * 2 * headWidth * 2,
		working: { fixed: 512 * (vocabulary + 2 * feedForward + 4 * width) * 4, position: 0 },
		context: { most, least: Math.min(most, model.protein === null || heads === 0 ? LEAST.text : LEAST.encoders) },
		encoders: { molecule: need.molecule, protein: need.protein },
		processorOnly: false,
	};
}

const BEGIN = "<!-- tables: npm run docs:devices -->";
const END = "<!-- end of tables -->";

/** The page with these tables between its marks. */
export function withTables(page: string, tables: string): string {
	const begin = page.indexOf(BEGIN);
	const end = page.indexOf(END);
	if (begin < 0 || end < begin) {
		throw new Error(`docs/devices.md has lost its marks ${BEGIN} and ${END}`);
	}
	return `${page.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${page.slice(end)}`;
}
