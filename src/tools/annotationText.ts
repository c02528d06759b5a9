import { GENERATED_WARNING } from "../annotation/about.ts";
import type { Annotated } from "../annotation/annotate.ts";
import { shown } from "./texts.ts";

/** Characters of one cell that are repeated to an agent. */
const LONGEST_CELL = 200;

/** How each added column was made, a line each. */
export function columnLines({ columns, origins }: Annotated): string[] {
	return columns.map(({ title, generated }) => {
		const origin = origins.get(title);
		if (origin === undefined) {
			return `${title}${generated ? `: ${GENERATED_WARNING}` : title.startsWith("facts_") ? ": no row has a value" : ""}`;
		}
		if (origin.kind === "computed") {
			return `${title}: ${origin.label}${origin.unit === undefined ? "" : ` in ${origin.unit}`} · ${origin.method}`;
		}
		return `${title}: ${GENERATED_WARNING} · by ${origin.model.name} ${origin.model.version} on this machine · “${shown(origin.question)}”`;
	});
}

/** The first rows, a line each, without what could turn a terminal or an agent's page around. */
export function rowLines({ columns, first }: Annotated): string[] {
	return first.map(({ line, structure, values }) => {
		const cells = columns.flatMap(({ title }, index) => {
			const value = values[index];
			return value === undefined || value === "" ? [] : [`${title}=${typeof value === "string" ? JSON.stringify(shown(value, LONGEST_CELL)) : value}`];
		});
		return `line ${line}: ${shown(structure, LONGEST_CELL)} · ${cells.join(" · ")}`;
	});
}
