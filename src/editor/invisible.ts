/**
 * What cannot be seen and does not belong into a SMILES or a sequence: spaces, control and format characters (zero-width
 * spaces, joiners, direction marks, soft hyphens, byte order marks) and variation selectors.
 */
const INVISIBLE = /[\s\p{Zs}\p{Cc}\p{Cf}\ufe00-\ufe0f]/gu;

/** Spaces within a text may part two molecules: they are taken away at its ends only. */
const PARTING = /\S[\s\p{Zs}]+\S/u;

/**
 * The text without them; undefined where it has none, nothing else, or where it would join what a space parts.
 *
 * @param joining the user has been told that the parts become one
 */
export function withoutInvisible(text: string, joining = false): string | undefined {
	if (!joining && PARTING.test(text)) {
		return undefined;
	}
	const visible = text.replace(INVISIBLE, "");
	return visible === text || visible === "" ? undefined : visible;
}
