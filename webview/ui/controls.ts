import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextArea, vsCodeTextField } from "@vscode/webview-ui-toolkit";

/**
 * Registers the controls of the design system: the only file that knows who makes them.
 *
 * The toolkit is archived; its successor @vscode-elements has the same four (`vscode-text-area` is `vscode-textarea` there, `vscode-text-field`
 * `vscode-textfield`), so nothing else of it is used.
 */
export function registerControls(): void {
	provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextArea(), vsCodeTextField());
}

/** What this product uses of `<vscode-text-field>` and `<vscode-text-area>`. */
export interface TextControl extends HTMLElement {
	value: string;
}

/** Puts a text to be changed into a `<vscode-text-field>`, selected, with the cursor in it. */
export function beginEdit(field: TextControl, label: string, text: string): void {
	field.ariaLabel = label;
	field.value = text;
	const input = field.shadowRoot?.querySelector("input");
	if (input) {
		input.value = text; // the control would write it a moment later, and lose the selection
	}
	field.focus();
	input?.select();
}

/** The browser's own text box inside a `<vscode-text-area>`, for the place of the cursor; undefined until it is shown. */
export function textBoxOf(control: HTMLElement): HTMLTextAreaElement | undefined {
	return control.shadowRoot?.querySelector("textarea") ?? undefined;
}
