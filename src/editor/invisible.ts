/**
 * What cannot be seen and does not belong into a SMILES or a sequence: spaces, control and format characters (zero-width
 * spaces, joiners, direction marks, soft hyphens, byte order marks) and variation selectors.
 */
const INVISIBLE = /[\s\p{Zs}\p{Cc}\p{Cf}\ufe00-\ufe0f]/gu;

/** The text without them; undefined where it has none, or nothing else. */
export function withoutInvisible(text: string): string | undefined {
	const visible = text.replace(INVISIBLE, "");
	return visible === text || visible === "" ? undefined : visible;
}
