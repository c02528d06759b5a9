import { provideVSCodeDesignSystem, vsCodeBadge, vsCodeButton, vsCodeProgressRing, vsCodeTextArea } from "@vscode/webview-ui-toolkit";

/**
 * Registers the controls of the design system: the only file that knows who makes them.
 *
 * The toolkit is archived; its successor @vscode-elements has the same four (`vscode-text-area` is `vscode-textarea` there), so nothing else of it is used.
 */
export function registerControls(): void {
	provideVSCodeDesignSystem().register(vsCodeBadge(), vsCodeButton(), vsCodeProgressRing(), vsCodeTextArea());
}

/** What this product uses of `<vscode-text-area>`. */
export interface TextAreaControl extends HTMLElement {
	value: string;
}
