import type { AddedColumn } from "./table.ts";
import type { Origin } from "./tasks.ts";

/** What a reader of generated text must know. */
export const GENERATED_WARNING = "GENERATED text, not computed or looked up; it may be wrong";

/** How each added column was made, as plain JSON: what a methods section needs a year later. */
export function columnsData({ columns, origins }: { readonly columns: readonly AddedColumn[]; readonly origins: ReadonlyMap<string, Origin> }): readonly Readonly<Record<string, unknown>>[] {
	return columns.map(({ title, generated }) => {
		const origin = origins.get(title);
		if (origin?.kind === "computed") {
			const { label, unit = null, method, model } = origin;
			return { title, computed: true, label, unit, method, ...(model === undefined ? {} : { model }) };
		}
		return generated ? { title, generated: true, warning: GENERATED_WARNING, question: origin?.question ?? null, ...(origin?.choices === undefined ? {} : { choices: origin.choices }), model: origin?.model ?? null } : { title };
	});
}
