/** Whoever reads another language reads all of it: no string is left behind, here or in the manifest. */
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { BUNDLE, extractBundle, inOrder, localisedSources, MANIFEST_BUNDLE, readBundle, translationFaults, translationsOf } from "../../../scripts/l10n.mjs";
import { plainParts } from "../../../scripts/stage.mjs";

const root = path.resolve(import.meta.dirname, "../../..");
const english = readBundle(BUNDLE);
/** Names and what only a model reads are the same in every language. */
const NAMES = new Set(["BioMedGPT"]);
const FOR_MODELS = new Set(["inputSchema", "modelDescription"]);
const SHOWN = /^(?:title|shortTitle|category|description|markdownDescription|displayName|userDescription|fullName|label|name|contents|enumDescriptions|markdownEnumDescriptions|deprecationMessage|markdownDeprecationMessage|patternErrorMessage)$/;
/** Names in these are identifiers. */
const IDENTIFIED = /^contributes\.(?:chatParticipants|languageModelTools)\b.*\.name$/;

/** The strings that VS Code shows of the manifest, each with its place. */
function* shownStrings(value: unknown, place: readonly string[] = []): Generator<readonly [string, string]> {
	const key = place.findLast((part) => !/^\d+$/.test(part)) ?? "";
	if (typeof value === "string") {
		const where = place.join(".");
		if (SHOWN.test(key) && !IDENTIFIED.test(where) && !NAMES.has(value)) {
			yield [where, value];
		}
	} else if (typeof value === "object" && value !== null && !FOR_MODELS.has(key)) {
		for (const [name, inner] of Object.entries(value)) {
			yield* shownStrings(inner, [...place, name]);
		}
	}
}

/** What a file gives to `l10n.t`, as TypeScript reads it; undefined for what is no literal. */
function localised({ file, contents }: { readonly file: string; readonly contents: string }): (string | undefined)[] {
	const texts: (string | undefined)[] = [];
	const source = ts.createSourceFile(file, contents, ts.ScriptTarget.Latest, true);
	const short = contents.includes("{ t } = vscode.l10n");
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && (/\bl10n\.t$/.test(node.expression.getText()) || (short && node.expression.getText() === "t"))) {
			const [first] = node.arguments;
			texts.push(first && ts.isStringLiteralLike(first) ? first.text : undefined);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return texts;
}

describe("the strings of the extension", () => {
	it("are all in the English bundle, and nothing else is (npm run l10n)", async () => {
		expect(readFileSync(path.join(root, BUNDLE), "utf8") === (await extractBundle()), "the bundle is that of the sources").toBe(true);
		const said = new Set(localisedSources().flatMap(localised));
		expect(said).toEqual(new Set(Object.keys(english)));
	});

	it("number their places for values from 0, without a gap", () => {
		const odd = Object.keys(english).filter((text) => {
			const places = [...new Set(text.match(/\{\d+\}/g))];
			return places.some((_, index) => !places.includes(`{${index}}`));
		});
		expect(odd).toEqual([]);
	});
});

describe("the manifest", () => {
	const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { readonly l10n?: string; readonly description: string; readonly capabilities: unknown; readonly contributes: unknown };
	const { description, capabilities, contributes } = manifest;
	const shown = [...shownStrings({ description, capabilities, contributes })];

	it("has keys where VS Code shows a text", () => {
		expect(shown.length).toBeGreaterThan(30);
		expect(shown.filter(([, text]) => !/^%[^%]+%$/.test(text))).toEqual([]);
	});

	it("has a text for every key, and none for a key that is gone", () => {
		expect(new Set(shown.map(([, key]) => key.slice(1, -1)))).toEqual(new Set(Object.keys(readBundle(MANIFEST_BUNDLE))));
	});

	it("brings its strings along when it is installed", () => {
		expect(manifest.l10n).toBe("./l10n");
		expect(plainParts).toEqual(expect.arrayContaining(["l10n", MANIFEST_BUNDLE, ...translationsOf(MANIFEST_BUNDLE)]));
	});
});

describe("a translation", () => {
	it("that is whole has no faults", () => {
		expect(translationFaults({ "{0} of {1}": "{0} of {1}", Stop: "Stop" }, { "{0} of {1}": "{1} 中的 {0}", Stop: "停止" })).toEqual([]);
	});

	it.each<[string, Record<string, string>, RegExp]>([
		["lacks a string", { Stop: "停止" }, /^not translated: Ask about \{0\}$/],
		["lost the place of a value", { "Ask about {0}": "询问", Stop: "停止" }, /^places differ \(\{0\}, translated none\)/],
		["has another place", { "Ask about {0}": "询问 {1}", Stop: "停止" }, /^places differ/],
		["is empty somewhere", { "Ask about {0}": "询问 {0}", Stop: " " }, /^empty: Stop$/],
		["has what is no longer said", { "Ask about {0}": "询问 {0}", Stop: "停止", Halt: "停" }, /^no longer in English: Halt \(was: 停\)$/],
	])("that %s is told", (_, translated, fault) => {
		expect(translationFaults({ "Ask about {0}": "Ask about {0}", Stop: "Stop" }, translated)).toEqual([expect.stringMatching(fault) as string]);
	});

	it.each<[string, string, string]>([
		["an icon", "$(warning) Too large", "过大"],
		["a command link", "[Open](command:biomedgpt.ask) it", "[打开](command:biomedgpt.open)"],
		["the name of a file", "A folder with `manifest.json`", "含清单的文件夹"],
	])("that changes %s is told", (_, from, to) => {
		expect(translationFaults({ text: from }, { text: to })).toEqual([expect.stringMatching(/^places differ/) as string]);
		expect(translationFaults({ text: from }, { text: from })).toEqual([]);
	});

	it("is put into the order of the English, and what nobody says any more is dropped", () => {
		expect(JSON.stringify(inOrder({ Ask: "Ask", New: "New", Stop: "Stop" }, { Stop: "停止", Halt: "停", Ask: "询问" }))).toBe(JSON.stringify({ Ask: "询问", Stop: "停止" }));
	});

	it("exists in Chinese, of the window's strings and of the manifest's", () => {
		expect(translationsOf(BUNDLE)).toContain("l10n/bundle.l10n.zh-cn.json");
		expect(translationsOf(MANIFEST_BUNDLE)).toContain("package.nls.zh-cn.json");
	});

	it.each([BUNDLE, MANIFEST_BUNDLE].flatMap((file) => translationsOf(file).map((translation) => [translation, file] as const)))("%s is whole", (translation, file) => {
		expect(translationFaults(readBundle(file), readBundle(translation))).toEqual([]);
	});

	it.each(["", ".zh-cn"])("calls a command as the palette does (bundle.l10n%s.json)", (language) => {
		const [strings, titles] = [`l10n/bundle.l10n${language}.json`, `package.nls${language}.json`].map((file) => Object.values(readBundle(file)).map((entry) => (typeof entry === "string" ? entry : entry.message)));
		const named = strings?.flatMap((text) => [...text.matchAll(/“BioMedGPT: ([^”]+)”/g)].map(([, title]) => title));
		expect(named?.length).toBeGreaterThan(0);
		expect(titles?.map((title) => title.replace(/…$/, ""))).toEqual(expect.arrayContaining(named ?? []));
	});
});
