/** What the face of annotations needs of `vscode` outside of a window, in English. For `vi.mock("vscode", () => import("./vscode.ts"))`. */
export { env, l10n } from "../chat/vscode.ts";

export class EventEmitter<Value> {
	private readonly listeners = new Set<(value: Value) => void>();
	readonly event = (listener: (value: Value) => void): { dispose(): void } => {
		this.listeners.add(listener);
		return { dispose: () => void this.listeners.delete(listener) };
	};
	fire(value: Value): void {
		for (const listener of this.listeners) {
			listener(value);
		}
	}
	dispose(): void {
		this.listeners.clear();
	}
}
