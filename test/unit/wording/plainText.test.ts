import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { plainLine, PlainText } from "../../../src/wording/plainText.ts";

/** Stricter than VS Code's chat: HTML, addresses and tables are all on. */
const markdown = new MarkdownIt({ html: true, linkify: true });

/** What a person reads, and the tags that VS Code would make. */
function rendered(source: string): { readonly text: string; readonly tags: readonly string[] } {
	const html = markdown.render(source);
	const text = html.replace(/<br>\n/g, "\n").replace(/<[^>]*>/g, "").replaceAll("&nbsp;", " ").replaceAll("\u00a0", " ").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
	return { text: text.replace(/^\n+|\n+$/g, ""), tags: [...new Set([...html.matchAll(/<(\w+)/g)].map((match) => match[1] ?? ""))] };
}

const texts = [
	"The molecule is L-alanine, C[C@@H](N)C(=O)O, a 2-amino acid.",
	"*C(=O)* is a polymer unit and F/C=C\\[N+](C)(C)C has a backslash.",
	"1. not a list\n2) neither\n- nor this\n+ nor that\n# no heading\n> no quotation\n===\n---",
	"| a | b |\n|---|---|\n| 1 | 2 |",
	"    four spaces are no code, `nor` this ``` and ~~that~~ __is__ **plain**",
	"<script>alert(1)</script><img src=x onerror=alert(1)> &amp; &#33;",
	"[run](command:workbench.action.quit) ![x](https://example.org/x.png) <https://example.org>",
	"see https://example.org/a, www.example.org and http://example.org",
	"[ref]: https://example.org \"title\"\n[ref]",
	"costs $5 and $x^2$",
];

describe("text in VS Code's markdown", () => {
	it.each(texts)("reads as it is: %j", (text) => {
		const { text: read, tags } = rendered(new PlainText().write(text));
		expect(read).toBe(text);
		expect(tags.filter((tag) => !["p", "br"].includes(tag))).toEqual([]);
	});

	it.each(texts)("reads the same whatever the pieces it comes in: %j", (text) => {
		const writer = new PlainText("> ");
		const { text: read, tags } = rendered([...text].map((letter) => writer.write(letter)).join(""));
		expect(read).toBe(text);
		expect(tags.filter((tag) => !["p", "br"].includes(tag))).toEqual(["blockquote"]);
	});

	it("shows what would command a terminal or turn the direction of reading", () => {
		expect(rendered(new PlainText().write("\u001b[31mred\u202ederorrim\u0000")).text).toBe("⟨U+001B⟩[31mred⟨U+202E⟩derorrim⟨U+0000⟩");
	});

	it("takes 1 MB in its stride", () => {
		const started = performance.now();
		for (const letter of ["a", "[", " ", "\n", "1", "\u202e"]) {
			new PlainText("> ").write(letter.repeat(1_000_000));
		}
		expect(performance.now() - started).toBeLessThan(6000);
	});

	it("keeps a name of several lines in its cell of a table", () => {
		expect(plainLine("a\n\n| b |\t`c`")).toBe("a \\| b \\| \\`c\\`");
	});
});
