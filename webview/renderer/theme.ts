import type { OutputTheme } from "../protocol/renderer.ts";

/** The classes by which VS Code tells a page its kind of theme. */
const kinds: readonly (readonly [className: string, theme: OutputTheme])[] = [
	["vscode-high-contrast-light", "high-contrast-light"],
	["vscode-high-contrast", "high-contrast-dark"],
	["vscode-light", "light"],
];

export function currentTheme(): OutputTheme {
	return kinds.find(([className]) => document.body.classList.contains(className))?.[1] ?? "dark";
}

/** The theme's class, for rules inside a shadow root, which do not see the body. */
export function themeClass(): string {
	return kinds.find(([className]) => document.body.classList.contains(className))?.[0] ?? "vscode-dark";
}

const listeners = new Set<() => void>();
let observer: MutationObserver | undefined;

/** Calls `listener` after each change of theme, until the returned function is called. */
export function onThemeChange(listener: () => void): () => void {
	observer ??= new MutationObserver(() => [...listeners].forEach((each) => each()));
	if (listeners.size === 0) {
		observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
	}
	listeners.add(listener);
	return () => {
		listeners.delete(listener);
		if (listeners.size === 0) {
			observer?.disconnect();
		}
	};
}
