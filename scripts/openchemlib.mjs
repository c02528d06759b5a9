// openchemlib as the conformer worker needs it: it can be told when to stop, and does not do the same work over and over.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

/** @type {readonly (readonly [why: string, from: string, to: string])[]} */
const changes = [
	[
		"what was gained is kept where the minimisation does not converge (openchemlib puts the atoms back, and says nothing)",
		"res = this.run_minimiser(maxIts, gradTol, funcTol);\n    if (res == 0) {",
		"res = this.run_minimiser(maxIts, gradTol, funcTol);\n    {",
	],
	[
		"the minimisation ends at a time, and tells its steps",
		"for (iter = 1; iter <= maxIts && !this.mIsInterrupted; iter++) {",
		"for (iter = 1; iter <= maxIts && !this.mIsInterrupted && Date.now() < globalThis.minimisation.until; iter++) {\n globalThis.minimisation.steps = iter;",
	],
	[
		"the angle of atoms in line is 180° (rounding makes their cosine a little less than -1, whose angle is no number, so that the minimisation of CO2 gave up)",
		"return $wnd.Math.acos(this.dot_0(that) / (this.length_2() * that.length_2()));",
		"return $wnd.Math.acos(this.cosAngle(that));",
	],
	[
		"a cosine is never less than -1",
		"_.cosAngle = function cosAngle(that) {\n    return this.dot_0(that) / (this.length_2() * that.length_2());",
		"_.cosAngle = function cosAngle(that) {\n    return $wnd.Math.max(-1, $wnd.Math.min(1, this.dot_0(that) / (this.length_2() * that.length_2())));",
	],
	[
		"a length of a bond that MMFF94 has none for is told: it is put together from radii that know no double or triple bonds",
		"      return this.r0_0(index_0);\n    else {\n",
		"      return this.r0_0(index_0);\n    else {\n globalThis.minimisation.estimated = true;\n",
	],
	["of a rigid piece, a benzene ring say, the same shape is not made 96 times", "tryCount = newConformerCount * 12;", "tryCount = newConformerCount;"],
	["of each rigid piece 3 shapes are enough for one conformer, instead of 16", "selfOrganizer.initializeConformers_2(this.mRandomSeed, 16);", "selfOrganizer.initializeConformers_2(this.mRandomSeed, 3);"],
];

/**
 * Bundles openchemlib's readable build, which is the same program, with these changes.
 * @type {import("esbuild").Plugin}
 */
export const openchemlib = {
	name: "openchemlib",
	setup({ onResolve, onLoad }) {
		const readable = path.join(path.dirname(createRequire(import.meta.url).resolve("openchemlib")), "openchemlib.debug.js");
		onResolve({ filter: /^openchemlib$/ }, () => ({ path: readable }));
		onLoad({ filter: /openchemlib\.debug\.js$/ }, async () => ({ contents: changed(await readFile(readable, "utf8")), loader: "js" }));
	},
};

/** @param {string} source */
function changed(source) {
	return changes.reduce((text, [why, from, to]) => {
		if (text.split(from).length !== 2) {
			throw new Error(`This version of openchemlib reads otherwise where scripts/openchemlib.mjs changes it: ${why}.`);
		}
		return text.replace(from, () => to);
	}, source);
}
