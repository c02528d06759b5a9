import * as vscode from "vscode";
import type { DrawingTheme } from "../science/chemistry.ts";
import { escapeMarkdown } from "./markdown.ts";

/** Pixels: leaves room for the facts in a hover of VS Code's usual height. */
export const DRAWING = { width: 300, height: 120 };
/** VS Code cuts hover markdown at 100,000 characters; what is longer loses its picture, not its facts. */
const MAX_PICTURE = 90_000;

/** The drawing with a text in its place for screen readers; empty where it is too large for a hover. */
export function pictureMarkdown(svg: string, alt: string): string {
	const picture = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
	return picture.length > MAX_PICTURE ? "" : `![${escapeMarkdown(alt)}](${picture}|width=${DRAWING.width},height=${DRAWING.height})\n\n`;
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
