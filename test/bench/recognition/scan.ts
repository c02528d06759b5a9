import type { RecogniseContext } from "../../../src/science/recognition/formats.ts";
import type { Found } from "../../../src/science/recognition/found.ts";
import { recognise } from "../../../src/science/recognise.ts";

/** Everything in a text: the one place here that knows the recogniser's face. */
export function foundIn(text: string, context: RecogniseContext): readonly Found[] {
	return recognise(text, context);
}
