import { readFileSync } from "node:fs";
import path from "node:path";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { INITIAL, parseRawGrammar, Registry, type IGrammar, type IRawTheme } from "vscode-textmate";

export const ROOT = path.resolve(import.meta.dirname, "../../..");

interface GrammarEntry {
	readonly language: string;
	readonly scopeName: string;
	readonly path: string;
}
interface LanguageEntry {
	readonly id: string;
	readonly extensions: readonly string[];
	readonly configuration: string;
	readonly firstLine?: string;
}
interface Contributed {
	readonly contributes: { readonly grammars: readonly GrammarEntry[]; readonly languages: readonly LanguageEntry[]; readonly configurationDefaults: Readonly<Record<string, unknown>> };
}

/** What our manifest tells VS Code. */
export const { contributes } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as Contributed;

let wasm: Promise<void> | undefined;

/** The engine that VS Code highlights with, with the grammars of our manifest. */
export function textmate(theme?: IRawTheme): Registry {
	wasm ??= loadWASM(new Uint8Array(readFileSync(path.join(ROOT, "node_modules/vscode-oniguruma/release/onig.wasm"))).buffer);
	return new Registry({
		theme,
		onigLib: wasm.then(() => ({ createOnigScanner, createOnigString })),
		loadGrammar: async (scopeName) => {
			const entry = contributes.grammars.find((grammar) => grammar.scopeName === scopeName);
			return entry === undefined ? null : parseRawGrammar(readFileSync(path.join(ROOT, entry.path), "utf8"), entry.path);
		},
	});
}

export async function grammarOf(language: string, registry = textmate()): Promise<IGrammar> {
	const scopeName = contributes.grammars.find((grammar) => grammar.language === language)?.scopeName;
	const grammar = scopeName === undefined ? null : await registry.loadGrammar(scopeName);
	if (grammar === null) {
		throw new Error(`no grammar for ${language}`);
	}
	return grammar;
}

/** A piece of text with the innermost scope, without the language's ending. */
export type Piece = readonly [text: string, scope: string];

/** Each line in pieces; white space that nothing names is left out. */
export async function highlight(language: string, text: string): Promise<Piece[][]> {
	const grammar = await grammarOf(language);
	let state = INITIAL;
	return text.split("\n").map((line) => {
		const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
		state = ruleStack;
		return tokens
			.map(({ startIndex, endIndex, scopes }): Piece => [line.slice(startIndex, endIndex), (scopes.at(-1) ?? "").replace(/\.[^.]+$/, "")])
			.filter(([piece]) => piece.trim() !== "");
	});
}
