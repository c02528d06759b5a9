/** `C9H8O4` as chemists print it: C₉H₈O₄, and H4N+ with its charge raised. */
export function formulaText(formula: string): string {
	const [, composition = formula, sign = "", size = ""] = /^(.*?)(?:([+-])(\d*))?$/u.exec(formula) ?? [];
	const lowered = composition.replace(/\d/gu, (digit) => "₀₁₂₃₄₅₆₇₈₉".charAt(Number(digit)));
	const raised = size.replace(/\d/gu, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(Number(digit)));
	return lowered + raised + (sign === "+" ? "⁺" : sign === "-" ? "⁻" : "");
}
