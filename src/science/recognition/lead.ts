import type { Cues } from "./cues.ts";
import type { Cue } from "./found.ts";
import { NO_CUE } from "./found.ts";

/** `smiles = [`, `MolFromSmiles(`, `row["ligand"] <- c(`, `drug: str = `: a name that leads to the literal. */
const LEADS = /([A-Za-z_][\w.]*)["'[\]]*\s*(?::\s*[\w[\].<>|]+\s*)?(?:===?|!==?|:=|=>|<-|=|:|\(|\bin\b)\s*(?:c|list|tuple|set|dict|vec!|r|b|f|u|\w*\.array|Series)?\s*[\s[({&]*$/;
/** `const [smiles, setSmiles] = useState(`: the name stands before the call. */
const STATE = /(?:const|let|var)\s*\[?\s*([A-Za-z_]\w*)[^=\n;]{0,80}=\s*(?:React\.)?(?:useState|useRef|useMemo|ref|signal)\s*(?:<[^<>]{0,40}>)?\(\s*$/;
/** `predict --smiles `, `--seq=` */
const FLAG = /(?:^|\s)--?([A-Za-z][\w-]*)[ =]$/;
/** Whether the pattern is worth its time. */
const LEADING = /[=:([{-]\s*[A-Za-z.!]*$/;
/** The key before `: ` or `] = ` is itself a literal: {"smiles": "CCO"}, row["smiles"] = "CCO". */
const KEYED = /^\s*\]?\s*(?::|=>|[=!]?==?|<-)\s*(?:c|list)?[\s[({]*$/;
/** `ethanol = ` inside `c(…)` or `dict(…)`. */
const KEYWORD = /([A-Za-z_.`][\w.`]*)\s*=\s*$/;
const CONTAINER = /(?:[[{]|\b(?:c|list|tuple|set|dict|vec!|array|Series)\s*\()\s*$/;
/** Code before a literal that is looked at, in characters. */
export const LEAD_LENGTH = 200;

/** What leads to a literal, worked out only when somebody asks: most literals are of no interest. */
export class Lead {
	private known: { readonly cue: Cue; readonly name: string | undefined } | undefined;

	constructor(
		private readonly cues: Cues,
		/** The code since the literal before; released once the cue is known. */
		private gap: string,
		private readonly previous: string | undefined,
		/** What holds for the whole list or dictionary that this literal stands in. */
		private readonly container: Lead | undefined,
	) {}

	get cue(): Cue {
		return this.resolve().cue;
	}

	/** The key of a dictionary of molecules. */
	get name(): string | undefined {
		return this.resolve().name;
	}

	private resolve(): { readonly cue: Cue; readonly name: string | undefined } {
		if (this.known === undefined) {
			this.known = this.read(this.gap);
			this.gap = "";
		}
		return this.known;
	}

	private read(gap: string): { readonly cue: Cue; readonly name: string | undefined } {
		if (this.previous !== undefined && KEYED.test(gap)) {
			return this.own(this.previous.slice(0, 60), true);
		}
		const flag = gap.includes("-") ? FLAG.exec(gap)?.[1] : undefined;
		if (flag !== undefined) {
			return { cue: this.cues.of(flag), name: undefined };
		}
		// add_argument("--smiles", default="CCO"), readstring("smi", "CCO")
		if (this.previous !== undefined && ((this.previous.startsWith("--") && /\b(?:default|const)\s*=\s*$/.test(gap)) || (/^(?:smi|smiles|can)$/.test(this.previous) && /^\s*,\s*$/.test(gap)))) {
			return this.own(this.previous, false);
		}
		const state = gap.trimEnd().endsWith("(") ? STATE.exec(gap)?.[1] : undefined;
		if (state !== undefined) {
			return { cue: this.cues.of(state), name: undefined };
		}
		const name = LEADING.test(gap) ? LEADS.exec(gap.slice(-100))?.[1] : undefined;
		if (name === undefined) {
			return { cue: NO_CUE, name: undefined };
		}
		const cue = this.cues.of(name);
		if (cue !== NO_CUE) {
			return { cue, name: undefined };
		}
		const keyword = gap.trimEnd().endsWith("=") ? KEYWORD.exec(gap) : null;
		const rest = keyword === null ? "" : gap.slice(0, keyword.index);
		if (keyword !== null && /^[\s,]*$/.test(rest)) {
			return this.own(keyword[1] ?? "", true);
		}
		const outer = CONTAINER.test(rest) ? LEADS.exec(rest.slice(-100))?.[1] : undefined;
		const around = outer === undefined ? NO_CUE : this.cues.of(outer);
		return { cue: around, name: around.molecule === "certain" ? keyword?.[1] : undefined };
	}

	private own(key: string, inherits: boolean): { readonly cue: Cue; readonly name: string | undefined } {
		const cue = this.cues.of(key);
		const inherited = inherits && cue === NO_CUE ? (this.container?.cue ?? NO_CUE) : NO_CUE;
		if (inherited === NO_CUE) {
			return { cue, name: undefined };
		}
		// The keys of `smiles = {"ethanol": …}` are names; those of `drug = {"structure": …}` are not.
		return { cue: inherited, name: inherited.molecule === "certain" ? key : undefined };
	}
}

/** Whether code that ends like this opens a list or dictionary whose name counts for all in it. */
export function opensContainer(gap: string): boolean {
	const last = gap.trimEnd().slice(-1);
	if (last !== "[" && last !== "{" && last !== "(" && last !== "=") {
		return false;
	}
	return CONTAINER.test(gap.slice(-60)) || (/=\s*$/.test(gap) && CONTAINER.test(gap.slice(-120).replace(KEYWORD, "")));
}

/** Brackets that the code ends with: all of `[{` belong to the same list. */
export function openBrackets(gap: string): number {
	return (/[[({\s]*$/.exec(gap.replace(/[\w.`]+\s*=\s*$/, ""))?.[0] ?? "").replace(/\s/g, "").length;
}

/** Whether a literal that ends there is a key: `"smiles": …` of JSON and dictionaries, `"smiles" => …` of Ruby and PHP. */
export function isKey(text: string, after: number): boolean {
	for (let at = after; at < after + 20; at++) {
		const code = text.charCodeAt(at);
		if (code === 58) {
			return text.charCodeAt(at + 1) !== 58;
		}
		if (code === 61) {
			return text.charCodeAt(at + 1) === 62;
		}
		if (!(code <= 32)) {
			return false;
		}
	}
	return false;
}
