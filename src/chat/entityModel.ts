import type { EntityModel, FactModel, FactsModel } from "../../webview/protocol.ts";
import type { ModelDescription } from "../inference/engine.ts";
import type { Entity, Protein } from "../science/entity.ts";
import { formulaText } from "../science/molecule/formulaText.ts";
import { tidyName } from "../science/name.ts";
import { proteinFacts } from "../science/protein/facts.ts";
import { drawable, isDrawn } from "../pages/drawable.ts";
import { shownFact, shownFacts } from "../wording/factModels.ts";
import type { Attachment } from "./exchange.ts";
import { readsText, softTokensOf } from "./softTokens.ts";
import type { ChatThread } from "./thread.ts";
import { namelessProtein, notDrawnText, readAsText, residuesText } from "./wording.ts";

const knownProteins = new WeakMap<Protein, readonly FactModel[]>();

type Known = Pick<ChatThread, "facts" | "model">;

export function entityModel({ facts, model }: Known, { id, entity, origin }: Attachment): EntityModel {
	const name = tidyName(entity.name ?? "") || undefined; // an empty name, as a FASTA header may give it, is none
	if (entity.kind === "protein") {
		const label = name ?? namelessProtein();
		const size = residuesText(entity.sequence.length);
		return { id, kind: "protein", label, detail: size, title: `${label} (${size})\n${shortened(entity.sequence, 240)}`, origin, softTokens: softTokensOf(model, entity, undefined), readAs: readAs(model, "protein") };
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
		readAs: readAs(model, "molecule"),
		origin,
		problem: known?.state === "failed" ? known.message : undefined,
	};
}

function readAs(model: ModelDescription | undefined, kind: Entity["kind"]): string | undefined {
	const how = readsText(model, kind);
	return how && readAsText(kind, how);
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
			...(entry.state === "done" ? shownFacts(entry.facts) : { facts: [], verdicts: [] }),
			problem: entry.state === "failed" ? entry.message : undefined,
		}
	);
}

/** Counting the residues of a genome's worth of sequence takes a quarter of a second: once per entity, not per message. */
function proteinFactModels(protein: Protein): readonly FactModel[] {
	const models = knownProteins.get(protein) ?? proteinFacts(protein.sequence).map(shownFact);
	knownProteins.set(protein, models);
	return models;
}

export function shortened(text: string, maximum: number): string {
	return text.length <= maximum ? text : `${text.slice(0, maximum - 1)}…`;
}
