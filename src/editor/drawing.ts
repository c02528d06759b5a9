import * as vscode from "vscode";
import type { DrawingTheme } from "../science/chemistry.ts";
import { escapeHtml } from "./markdown.ts";

/** Pixels. */
export interface DrawingSize {
	readonly width: number;
	readonly height: number;
}

/** Half of a hover at VS Code's least width of 500 pixels, the facts beside it; links and identifiers fit below within 250 pixels. */
export const MOLECULE_DRAWING: DrawingSize = { width: 240, height: 140 };
/** The whole width: five molecules and an arrow stand in a row. */
export const REACTION_DRAWING: DrawingSize = { width: 490, height: 125 };
/** VS Code cuts hover markdown at 100,000 characters; what is longer loses its picture, not its facts. */
const MAX_PICTURE = 80_000;

/** The drawing with a text in its place for screen readers, as HTML; empty where there is none, or it is too large for a hover. */
export function picture(svg: string, alt: string, { width, height }: DrawingSize): string {
	const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
	return svg === "" || source.length > MAX_PICTURE ? "" : `<img src="${source}" width="${width}" height="${height}" alt="${escapeHtml(alt.replace(/\s+/g, " "))}">`;
}

/** Both side by side; the blank lines make VS Code read the text as markdown inside the table. */
export function besidePicture(image: string, markdown: string): string {
	return image === "" ? `${markdown}\n\n` : `<table><tr><td>${image}</td><td>\n\n${markdown}\n\n</td></tr></table>\n\n`;
}

export function drawingTheme(kind: vscode.ColorThemeKind): DrawingTheme {
	switch (kind) {
		case vscode.ColorThemeKind.Light:
			return "light";
		case vscode.ColorThemeKind.HighContrastLight:
			return "high-contrast-light";
		case vscode.ColorThemeKind.HighContrast:
			return "high-contrast-dark";
		default:
			return "dark";
	}
}
