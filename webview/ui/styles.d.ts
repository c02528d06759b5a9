/** Style sheets are taken into the bundle by esbuild. Imported for nothing they go into the page's own; imported with `type: "text"`, for a shadow root, they are that text. */
declare module "*.css" {
	const sheet: string;
	// eslint-disable-next-line import-x/no-default-export -- what esbuild gives
	export default sheet;
}

/** Imported with `type: "text"`. */
declare module "*.svg" {
	const source: string;
	// eslint-disable-next-line import-x/no-default-export -- what esbuild gives
	export default source;
}
