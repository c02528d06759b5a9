import { maximumFile } from "../parse.ts";
import type { ChatStrings } from "../protocol.ts";
import { fill } from "../ui/text.ts";
import type { Dropped } from "./intake.ts";
import { say, tell } from "./say.ts";
import { looksLikeStructures } from "./structures.ts";
import { tooLong } from "./tooLong.ts";

export interface AttachServices {
	/** An element of the page. */
	readonly from: HTMLElement;
	readonly strings: ChatStrings;
	/** Writes a text into the composer; `handedOver` where the host looks for structures in it. */
	readonly write: (text: string, handedOver: boolean) => void;
}

/** Hands what was dropped to the host; an ordinary text goes where it would have been typed. What is too large is told. */
export async function attachDropped(dropped: Dropped, { from, strings, write }: AttachServices): Promise<void> {
	if (dropped.kind === "uris") {
		say(from, { type: "attachUris", uris: dropped.uris });
	} else if (dropped.kind === "text") {
		if (tooLong(from, strings, dropped.text.length)) {
			return;
		}
		const structures = looksLikeStructures(dropped.text);
		write(dropped.text, structures);
		if (structures) {
			say(from, { type: "attachText", text: dropped.text });
		}
	} else {
		for (const file of dropped.files) {
			if (file.size > maximumFile) {
				tell(from, fill(strings.fileTooLarge, file.name));
			} else {
				say(from, { type: "attachFile", name: file.name, content: await file.text() });
			}
		}
	}
}
