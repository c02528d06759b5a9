import * as vscode from "vscode";

/** What was chosen; the way back; undefined where somebody left. */
export type Picked<Choice> = Choice | "back" | undefined;

interface Common {
	readonly title: string;
	readonly placeholder: string;
	/** Whether nothing was asked before. */
	readonly first: boolean;
}

export interface Item<Choice> extends vscode.QuickPickItem {
	readonly choice: Choice;
}

export interface PickOptions<Choice> extends Common {
	readonly items: readonly Item<Choice>[];
	readonly active?: Item<Choice> | undefined;
}

/** One of a list. It stays open while somebody looks something up elsewhere. */
export async function pickOne<Choice extends object | string>(options: PickOptions<Choice>): Promise<Picked<Choice>> {
	const pick = opened(options);
	const active = options.items.find((item) => item === options.active);
	if (active !== undefined) {
		pick.activeItems = [active];
	}
	return ended(pick, () => pick.activeItems[0]?.choice);
}

export interface PickManyOptions<Choice> extends Common {
	readonly items: readonly Item<Choice>[];
	readonly chosen: (choice: Choice) => boolean;
}

/** Several of a list, at least one. */
export async function pickMany<Choice extends object | string>(options: PickManyOptions<Choice>): Promise<Picked<readonly Choice[]>> {
	const pick = opened(options);
	pick.canSelectMany = true;
	pick.selectedItems = options.items.filter(({ choice }) => options.chosen(choice));
	return ended(pick, () => (pick.selectedItems.length === 0 ? undefined : pick.selectedItems.map(({ choice }) => choice)));
}

function opened<Choice>({ title, placeholder, first, items }: PickOptions<Choice>): vscode.QuickPick<Item<Choice>> {
	const pick = vscode.window.createQuickPick<Item<Choice>>();
	pick.title = title;
	pick.placeholder = placeholder;
	pick.ignoreFocusOut = true;
	pick.matchOnDescription = true;
	pick.matchOnDetail = true;
	pick.buttons = first ? [] : [vscode.QuickInputButtons.Back];
	pick.items = items;
	return pick;
}

/** @param choice what is accepted; undefined where that is not enough yet */
function ended<Choice>(pick: vscode.QuickPick<Item<unknown>> | vscode.InputBox, choice: () => Choice | undefined): Promise<Picked<Choice>> {
	return new Promise((resolve) => {
		const end = (result: Picked<Choice>): void => {
			resolve(result);
			pick.dispose();
		};
		pick.onDidAccept(() => {
			const accepted = choice();
			if (accepted !== undefined) {
				end(accepted);
			}
		});
		pick.onDidTriggerButton((button) => {
			if (button === vscode.QuickInputButtons.Back) {
				end("back");
			}
		});
		pick.onDidHide(() => end(undefined));
		pick.show();
	});
}

export interface InputOptions extends Common {
	readonly prompt: string;
	readonly value: string;
	/** Why a text will not do, while it is typed; undefined where it will. */
	readonly check: (text: string) => string | undefined;
}

/** A line of text. */
export async function input({ title, placeholder, prompt, first, value, check }: InputOptions): Promise<Picked<string>> {
	const box = vscode.window.createInputBox();
	box.title = title;
	box.placeholder = placeholder;
	box.prompt = prompt;
	box.ignoreFocusOut = true;
	box.buttons = first ? [] : [vscode.QuickInputButtons.Back];
	box.value = value;
	// An empty box is no mistake before somebody wants to go on.
	const judge = (): string | undefined => (box.validationMessage = check(box.value));
	box.onDidChangeValue(() => (box.value === "" ? (box.validationMessage = undefined) : judge()));
	return ended(box, () => (judge() === undefined ? box.value : undefined));
}
