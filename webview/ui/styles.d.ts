/** Style sheets are taken into the bundle by esbuild; importing one has no value. */
declare module "*.css";
