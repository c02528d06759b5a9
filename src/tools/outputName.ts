import { formatOf, withoutPacking } from "../annotation/formats.ts";
import { Failure } from "../science/failure.ts";
import { shown } from "./texts.ts";

/** What a file system refuses, or takes for something else than a name: folders, streams, devices. */
const REFUSED = /[\\/:*?"<>|\p{Cc}\p{Cf}]|^[.\s]|^(?:con|prn|aux|nul|com\d|lpt\d)\.|\s$/iu;

/**
 * What the new file is called: as it was asked for, or after the table.
 *
 * @param source name of the table, without its folder
 * @throws Failure `not-a-table`, `invalid-output`
 */
export function outputName(source: string, wanted: string | undefined): string {
	const { writes } = formatOf(source);
	const name = wanted ?? `${withoutPacking(source).replace(/\.[^.]*$/, "")}.annotated.${writes[0]}`;
	if (REFUSED.test(name)) {
		throw new Failure("invalid-output", `“${shown(name)}” is no name for a file beside the table. Give a plain one without a folder, such as annotated.${writes[0]}.`);
	}
	if (!writes.some((ending) => name.toLowerCase().endsWith(`.${ending}`))) {
		throw new Failure("invalid-output", `${shown(source)} is annotated as ${writes.join(" or ").toUpperCase()}. Give the output a name that ends in ${writes.map((ending) => `.${ending}`).join(" or ")}.`);
	}
	return name;
}
