/** What the chat's texts need of `vscode`, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export const l10n = {
	t: (template: string, ...values: readonly (string | number)[]): string => template.replace(/\{(\d+)\}/gu, (place, index: string) => String(values[Number(index)] ?? place)),
};
export const env = { language: "en" };
export const Uri = { parse: (text: string): { toString(): string } => new URL(text) };
