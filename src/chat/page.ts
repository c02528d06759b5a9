/** The toolkit tries out a selector in a style element without text: the one inline style that is allowed, because it can say nothing. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/** Addresses as the webview must write them. */
export interface ChatPageParts {
	readonly cspSource: string;
	readonly script: string;
	readonly style: string;
	/** Fresh for every page. */
	readonly nonce: string;
	/** Language tag of the user interface, for screen readers. */
	readonly language: string;
	readonly title: string;
}

/**
 * The page of the chat. It may run its own script, read its own styles and font, and nothing else: no inline style, no eval, no other host.
 */
export function chatPage({ cspSource, script, style, nonce, language, title }: ChatPageParts): string {
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
<biomedgpt-chat></biomedgpt-chat>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
