import type { Entity } from "../../science/entity.ts";
import type { FailureData } from "../../science/failure.ts";
import type { PropertyFeatures } from "../../science/molecule/propertyFeatures.ts";
import type { BatchItem, BatchTask, BatchValue } from "../batch.ts";
import type { AskEvent, AskRequest, Encoding, MachineDevices, ModelIdentity, ModelPlan, Turn } from "../engine.ts";
import type { PropertyPrediction } from "../properties/prediction.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import type { Placement, PlacementWishes } from "../runtime/placement.ts";

/**
 * Messages between the extension host (or command line) and the inference process.
 *
 * They travel with Node's advanced serialisation, so typed arrays arrive as such.
 */
export type ToProcess =
	| { readonly kind: "load"; readonly bundleDirectory: string; readonly scratch: string; readonly stamps: string | undefined; readonly wishes: PlacementWishes; readonly died: Placement | undefined }
	/** Where a model would go; nothing is loaded. */
	| { readonly kind: "plan"; readonly id: number; readonly bundleDirectory: string; readonly wishes: PlacementWishes; readonly died: Placement | undefined }
	/** What the machine has. */
	| { readonly kind: "devices"; readonly wishes: PlacementWishes }
	| { readonly kind: "ask"; readonly id: number; readonly request: PreparedRequest }
	| { readonly kind: "encode"; readonly id: number; readonly entity: PreparedEntity }
	| { readonly kind: "count"; readonly id: number; readonly text: string }
	/** One item of a batch; several may be under way. */
	| { readonly kind: "item"; readonly id: number; readonly item: PreparedItem; readonly task: BatchTask }
	/** How many items it can work on at a time. */
	| { readonly kind: "parallel"; readonly id: number }
	/** By the property heads of a bundle, which need not be loaded otherwise. */
	| { readonly kind: "predict"; readonly id: number; readonly bundleDirectory: string; readonly molecules: readonly PropertyFeatures[] }
	| { readonly kind: "cancel"; readonly id: number };

export type FromProcess =
	/** What is tried next; without a further word, it ended the process. `last` where nothing smaller is left. */
	| { readonly kind: "attempt"; readonly placement: Placement; readonly last: boolean }
	/** Where the model is to go, of what is loaded without an id. */
	| { readonly kind: "planned"; readonly id?: number; readonly plan: ModelPlan }
	| { readonly kind: "machine"; readonly devices: MachineDevices }
	| { readonly kind: "ready"; readonly model: ModelIdentity; readonly device: string; readonly plan: ModelPlan; readonly memoryBytes: number }
	| { readonly kind: "event"; readonly id: number; readonly event: AskEvent }
	| { readonly kind: "encoding"; readonly id: number; readonly encoding: Encoding }
	| { readonly kind: "count"; readonly id: number; readonly tokens: number }
	| { readonly kind: "value"; readonly id: number; readonly value: BatchValue }
	| { readonly kind: "parallel"; readonly id: number; readonly items: number }
	| { readonly kind: "predicted"; readonly id: number; readonly predictions: readonly (readonly PropertyPrediction[])[] }
	/** Without id: the bundle could not be loaded. */
	| { readonly kind: "failure"; readonly id?: number; readonly failure: FailureData }
	/** A sign of life, about once a second. */
	| { readonly kind: "beat"; readonly memoryBytes: number };

/** A request whose molecules carry their graphs, and its entities their facts: chemistry runs on the other side. */
export interface PreparedRequest extends Omit<AskRequest, "turns"> {
	readonly turns: readonly Turn<PreparedEntity>[];
}

/** An item of a batch whose molecules carry their graphs. */
export interface PreparedItem extends Omit<BatchItem, "entities"> {
	readonly entities: readonly PreparedEntity[];
}

/** The entity without what was prepared for the model. */
export function bareEntity(entity: PreparedEntity): Entity {
	const { name } = entity;
	return entity.kind === "molecule" ? { kind: "molecule", smiles: entity.smiles, name } : { kind: "protein", sequence: entity.sequence, name };
}
