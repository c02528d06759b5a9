import { randomUUID } from "node:crypto";
import type { Entity } from "../science/entity.ts";
import type { Attachment, ChatQuestion } from "./exchange.ts";
import type { Draft } from "./store/records.ts";

/** More is not read by any model, and not told apart by anybody. */
export const mostAttachments = 50;

/** What is not sent yet: kept on this side because a hidden webview is thrown away. */
export class Composer {
	text: string;
	#attachments: readonly Attachment[];

	constructor({ text, attachments }: Draft) {
		this.text = text;
		this.#attachments = attachments;
	}

	get attachments(): readonly Attachment[] {
		return this.#attachments;
	}

	/** An entity that is there already is not added twice; undefined where there are too many. */
	attach(entity: Entity, origin: string): { readonly attachment: Attachment; readonly added: boolean } | undefined {
		const known = this.#attachments.find((each) => sameEntity(each.entity, entity));
		if (known !== undefined) {
			return { attachment: known, added: false };
		}
		if (this.#attachments.length >= mostAttachments) {
			return undefined;
		}
		const attachment = { id: randomUUID(), entity, origin };
		this.#attachments = [...this.#attachments, attachment];
		return { attachment, added: true };
	}

	detach(...ids: readonly string[]): void {
		this.#attachments = this.#attachments.filter((each) => !ids.includes(each.id));
	}

	/** Empties it; returns what was attached. */
	take(): readonly Attachment[] {
		const taken = this.#attachments;
		this.#attachments = [];
		this.text = "";
		return taken;
	}

	/** Takes out what a question that is asked anew, or asked no more, gave back. */
	takeBack({ text, attachments }: ChatQuestion): void {
		this.detach(...attachments.map((each) => each.id));
		this.text = this.text === text ? "" : this.text;
	}

	/** Only into an empty one: what the user attached meanwhile counts. */
	giveBack(attachments: readonly Attachment[]): boolean {
		if (this.#attachments.length > 0 || attachments.length === 0) {
			return false;
		}
		this.#attachments = attachments;
		return true;
	}
}

/** Names tell nothing apart. */
export function sameEntity(one: Entity, other: Entity): boolean {
	return one.kind === "molecule" ? other.kind === "molecule" && one.smiles === other.smiles : other.kind === "protein" && one.sequence === other.sequence;
}
