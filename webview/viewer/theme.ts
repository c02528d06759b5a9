/** What the picture takes of VS Code's theme; colours are 0xrrggbb. */
export interface Theme {
	readonly dark: boolean;
	readonly background: number;
	readonly foreground: number;
	/** Of what is selected. */
	readonly glow: number;
	readonly font: string;
}

/** As the style sheet has resolved them for `element`. */
export function themeOf(element: Element): Theme {
	const style = getComputedStyle(element);
	const background = parseColour(style.backgroundColor) ?? 0x1f1f1f;
	const dark = luminance(background) < 0.4;
	return { dark, background, foreground: parseColour(style.color) ?? (dark ? 0xffffff : 0x000000), glow: dark ? 0xff4fd8 : 0xd0009b, font: style.fontFamily };
}

/** Calls back when VS Code changes its theme: it sets classes of the body and variables of the root. Ends with `signal`. */
export function onThemeChange(changed: () => void, signal: AbortSignal): void {
	const observer = new MutationObserver(changed);
	observer.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
	observer.observe(document.documentElement, { attributeFilter: ["style", "class"] });
	signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

/** `rgb(…)` or `rgba(…)`, as computed styles are; undefined where nothing is to be seen. */
function parseColour(colour: string): number | undefined {
	const [red = NaN, green = NaN, blue = NaN, alpha = 1] = (/\(([^)]*)\)/u.exec(colour)?.[1] ?? "").split(/[\s,/]+/u).map(Number);
	return Number.isFinite(red + green + blue) && alpha > 0 ? (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue) : undefined;
}

function luminance(colour: number): number {
	return (0.2126 * (colour >> 16) + 0.7152 * ((colour >> 8) & 0xff) + 0.0722 * (colour & 0xff)) / 255;
}
