/** The toolkit tries out a selector in a style element without text: the one inline style that is allowed, because it can say nothing. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** What a page is made of; addresses as the webview must write them. */
export interface PageParts {
	readonly cspSource: string;
	readonly script: string;
	readonly style: string;
	/** Fresh for every page. */
	readonly nonce: string;
	/** Language tag of the user interface, for screen readers. */
	readonly language: string;
	readonly title: string;
	/** The custom element that is the page. */
	readonly element: string;
	/** For pages that come in several files: they load the rest themselves, with the same nonce. */
	readonly module?: boolean | undefined;
}

/**
 * A page of ours. It may run its own script, read its own styles and font, show pictures that it was given, and nothing else: no inline style, no
 * eval, no other host.
 */
export function webviewPage({ cspSource, script, style, nonce, language, title, element, module = false }: PageParts): string {
	const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${cspSource} ${emptyStyle}`, `font-src ${cspSource}`, "img-src data:", "form-action 'none'", "base-uri 'none'"].join("; ");
	return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(style)}">
</head>
<body>
<${element}></${element}>
<script nonce="${attribute(nonce)}" ${module ? 'type="module" ' : ""}src="${attribute(script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
