import type { EntityModel, FactModel, FactsModel } from "../../webview/protocol.ts";
import type { Protein } from "../science/entity.ts";
import type { Fact } from "../science/molecule/facts.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { tidyName } from "../science/name.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { factInWords, verdictInWords } from "../wording/factWords.ts";
import { drawable, isDrawn } from "./drawable.ts";
import type { Attachment } from "./exchange.ts";
import { softTokensOf } from "./softTokens.ts";
import type { ChatThread } from "./thread.ts";
import { namelessProtein, notDrawnText, residuesText } from "./wording.ts";

/** What a chemist looks for first (ids of src/science/molecule/facts.ts); the other facts are one click away. */
const glance: ReadonlySet<string> = new Set(["formula", "averageMass", "logP", "tpsa", "hbd", "hba", "length", "molecularWeight", "unknownResidues"]);

const knownProteins = new WeakMap<Protein, readonly FactModel[]>();

type Known = Pick<ChatThread, "facts" | "model">;

export function entityModel({ facts, model }: Known, { id, entity, origin }: Attachment): EntityModel {
	const name = tidyName(entity.name ?? "") || undefined; // an empty name, as a FASTA header may give it, is none
	if (entity.kind === "protein") {
		const label = name ?? namelessProtein();
		const size = residuesText(entity.sequence.length);
		return { id, kind: "protein", label, detail: size, title: `${label} (${size})\n${shortened(entity.sequence, 240)}`, origin, softTokens: softTokensOf(model, entity, undefined) };
	}
	const known = facts.of(entity);
	const done = known?.state === "done" ? known : undefined;
	const formula = done && formulaText(done.facts.formula);
	const drawn = isDrawn(entity.smiles);
	return {
		id,
		kind: "molecule",
		label: name ?? formula ?? shortened(entity.smiles, 40),
		detail: name === undefined ? "" : (formula ?? shortened(entity.smiles, 40)),
		title: drawn === "too large" ? `${shortened(entity.smiles, 240)}\n${notDrawnText(drawable)}` : entity.smiles,
		smiles: drawn === "yes" ? entity.smiles : undefined,
		softTokens: softTokensOf(model, entity, done?.atoms),
		origin,
		problem: known?.state === "failed" ? known.message : undefined,
	};
}

export function factsModel(thread: Known, attachment: Attachment): FactsModel | undefined {
	const { label, title } = entityModel(thread, attachment);
	if (attachment.entity.kind === "protein") {
		return { label, title, state: "done", facts: proteinFactModels(attachment.entity), verdicts: [] };
	}
	const entry = thread.facts.of(attachment.entity);
	return (
		entry && {
			label,
			title,
			state: entry.state,
			facts: entry.state === "done" ? entry.facts.facts.map(factModel) : [],
			verdicts: entry.state === "done" ? entry.facts.verdicts.map(verdictInWords).map(({ rule, passes, failing, method }) => ({ rule, passes, failing, method })) : [],
			problem: entry.state === "failed" ? entry.message : undefined,
		}
	);
}

/** Counting the residues of a genome's worth of sequence takes a quarter of a second: once per entity, not per message. */
function proteinFactModels(protein: Protein): readonly FactModel[] {
	const models = knownProteins.get(protein) ?? proteinFacts(protein.sequence).map(factModel);
	knownProteins.set(protein, models);
	return models;
}

function factModel(fact: Fact): FactModel {
	const { id, label, value, unit, method } = factInWords(fact);
	return { label, value: id === "formula" ? formulaText(String(value)) : String(value), unit, method, glance: glance.has(id) };
}

export function shortened(text: string, maximum: number): string {
	return text.length <= maximum ? text : `${text.slice(0, maximum - 1)}…`;
}
