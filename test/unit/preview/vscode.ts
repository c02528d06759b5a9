/** What the previews need of `vscode`, in English. For `vi.mock("vscode", () => import("…/vscode.ts"))`. */
export const l10n = {
	t: (template: string, ...values: readonly (string | number)[]): string => template.replace(/\{(\d+)\}/gu, (place, index: string) => String(values[Number(index)] ?? place)),
};

/** What was copied last. */
export const copied = { text: "" };

export const env = {
	language: "en",
	clipboard: {
		writeText: async (text: string): Promise<void> => {
			copied.text = text;
		},
	},
};
