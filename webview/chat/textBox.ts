/** A longer change would take the browser seconds, line by line: it does without the undo history. Characters. */
const quick = 4000;

/**
 * Replaces a part of a text box's text. With the cursor in the box, the browser writes the change into its undo history, as if it had been typed; both ways an
 * `input` event follows.
 */
export function replaceRange(box: HTMLTextAreaElement, from: number, to: number, text: string): void {
	const { activeElement } = box.getRootNode() as Document | ShadowRoot;
	if (activeElement === box && text.length <= quick && to - from <= quick) {
		box.setSelectionRange(from, to);
		// Deprecated without a successor: nothing else keeps the undo history.
		const done = text === "" ? from === to || document.execCommand("delete") : document.execCommand("insertText", false, text);
		if (done) {
			return;
		}
	}
	box.setRangeText(text, from, to, "end");
	box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

/** Whether the cursor stands where the arrow up, or down, leads out of the text. */
export function atEdge(box: HTMLTextAreaElement, key: "ArrowUp" | "ArrowDown"): boolean {
	const { value, selectionStart, selectionEnd } = box;
	if (selectionStart !== selectionEnd) {
		return false;
	}
	if (key === "ArrowUp") {
		return selectionStart === 0 || (!value.slice(0, selectionStart).includes("\n") && fits(box, value.split("\n", 1)[0] ?? ""));
	}
	return selectionEnd === value.length || (!value.slice(selectionEnd).includes("\n") && fits(box, value.slice(value.lastIndexOf("\n") + 1)));
}

/** Whether a line stands in one row of the box. */
function fits(box: HTMLTextAreaElement, line: string): boolean {
	if (line.length > 300) {
		return false;
	}
	const style = getComputedStyle(box);
	const context = document.createElement("canvas").getContext("2d");
	if (context === null) {
		return false;
	}
	context.font = style.font;
	return context.measureText(line).width < box.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
}
