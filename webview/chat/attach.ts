import { maximumFile } from "../parse.ts";
import type { ToHost } from "../protocol.ts";
import type { Dropped } from "./intake.ts";
import { looksLikeStructures } from "./structures.ts";

export interface AttachServices {
	readonly post: (message: ToHost) => void;
	/** Writes a text into the composer; `handedOver` where the host looks for structures in it. */
	readonly write: (text: string, handedOver: boolean) => void;
	/** Whether a text is too long for a message, which is said then. */
	readonly tooLong: (text: string) => boolean;
	/** A file from the desktop that is too large for a message. */
	readonly tooLarge: (name: string) => void;
}

/** Hands what was dropped to the host; an ordinary text goes where it would have been typed. */
export async function attachDropped(dropped: Dropped, { post, write, tooLong, tooLarge }: AttachServices): Promise<void> {
	if (dropped.kind === "uris") {
		post({ type: "attachUris", uris: dropped.uris });
	} else if (dropped.kind === "text") {
		if (tooLong(dropped.text)) {
			return;
		}
		const structures = looksLikeStructures(dropped.text);
		write(dropped.text, structures);
		if (structures) {
			post({ type: "attachText", text: dropped.text });
		}
	} else {
		for (const file of dropped.files) {
			if (file.size > maximumFile) {
				tooLarge(file.name);
			} else {
				post({ type: "attachFile", name: file.name, content: await file.text() });
			}
		}
	}
}
