import type { Entity } from "../../science/entity.ts";
import type { FailureData } from "../../science/failure.ts";
import type { AskEvent, AskRequest, Encoding, ModelIdentity, Turn } from "../engine.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";

/**
 * Messages between the extension host (or command line) and the inference process.
 *
 * They travel with Node's advanced serialisation, so typed arrays arrive as such.
 */
export type ToProcess =
	| { readonly kind: "load"; readonly bundleDirectory: string; readonly device: DevicePreference; readonly scratch: string }
	| { readonly kind: "ask"; readonly id: number; readonly request: PreparedRequest }
	| { readonly kind: "encode"; readonly id: number; readonly entity: PreparedEntity }
	| { readonly kind: "count"; readonly id: number; readonly text: string }
	| { readonly kind: "cancel"; readonly id: number };

export type FromProcess =
	| { readonly kind: "ready"; readonly model: ModelIdentity; readonly device: string }
	| { readonly kind: "event"; readonly id: number; readonly event: AskEvent }
	| { readonly kind: "encoding"; readonly id: number; readonly encoding: Encoding }
	| { readonly kind: "count"; readonly id: number; readonly tokens: number }
	/** Without id: the bundle could not be loaded. */
	| { readonly kind: "failure"; readonly id?: number; readonly failure: FailureData }
	/** A sign of life, about once a second. */
	| { readonly kind: "beat"; readonly memoryBytes: number };

/** A request whose molecules carry their graphs: chemistry runs on the other side. */
export interface PreparedRequest extends Omit<AskRequest, "turns"> {
	readonly turns: readonly Turn<PreparedEntity>[];
}

/** The entity without what was prepared for its encoder. */
export function bareEntity(entity: PreparedEntity): Entity {
	return entity.kind === "molecule" ? { kind: "molecule", smiles: entity.smiles, name: entity.name } : entity;
}
