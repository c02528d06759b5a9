import { nothing } from "lit";
import { type ChildPart, Directive, directive, type PartInfo, PartType } from "lit/directive.js";

class Chosen extends Directive {
	constructor(part: PartInfo) {
		super(part);
		if (part.type !== PartType.CHILD) {
			throw new Error("The chosen value stands after the options of its list.");
		}
	}

	override update(part: ChildPart, [value]: Parameters<this["render"]>): typeof nothing {
		const list = part.parentNode;
		if (list instanceof HTMLSelectElement && list.value !== String(value)) {
			list.value = String(value);
		}
		return this.render(value);
	}

	/** What stands there: nothing. */
	render(...[]: [value: string | number]): typeof nothing {
		return nothing;
	}
}

/**
 * The value of the `<select>` that it is the last child of, after the options: the attribute `selected` of an option is without effect once somebody has
 * chosen one, and the list would go on showing that choice when the page has moved on.
 */
export const chosen = directive(Chosen);
