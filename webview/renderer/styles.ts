import moleculeSheet from "../ui/molecule.css" with { type: "text" };
import viewerSheet from "../viewer/viewer.css" with { type: "text" };
import outputSheet from "./renderer.css" with { type: "text" };

let sheets: CSSStyleSheet[] | undefined;

/** Styles for the shadow root of an output, one copy for all: what stands in a notebook's page is not ours to style, and its styles do not reach in. */
export function outputStyles(): CSSStyleSheet[] {
	return (sheets ??= [moleculeSheet, viewerSheet, outputSheet].map((text) => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync(text);
		return sheet;
	}));
}
