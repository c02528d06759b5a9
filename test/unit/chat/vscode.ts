/** What the chat's texts need of `vscode`, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export const l10n = {
	t: (template: string, ...values: readonly unknown[]): string => template.replace(/\{(\d+)\}/gu, (_, index: string) => String(values[Number(index)])),
};
export const env = { language: "en" };
