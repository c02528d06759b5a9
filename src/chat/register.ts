import * as vscode from "vscode";
import type { Engine } from "../inference/engine.ts";
import type { Chemistry } from "../science/chemistry.ts";
import type { Entity } from "../science/entity.ts";
import { Chat } from "./chat.ts";
import { chatCommands } from "./commands.ts";
import { ChatPanel } from "./panel.ts";
import { LastActive } from "./lastActive.ts";
import { Requests } from "./requests.ts";
import { ScienceCommands } from "./slash/scienceCommands.ts";
import { DocumentSources } from "./sources/documentSources.ts";
import type { LocatedEntities } from "./sources/editorEntities.ts";
import { workspaceKey } from "./store/workspaceKey.ts";
import { ThreadStore } from "./store/threadStore.ts";
import { DocumentTakeAway } from "./takeAway/documentTakeAway.ts";
import { pickThread } from "./threadPick.ts";
import { ChatView } from "./view.ts";
import { newerThreadText } from "./wording.ts";

export interface ChatSetting {
	readonly engine: Pick<Engine, "ask" | "describe">;
	readonly chemistry: Chemistry;
	/** What documents hold. */
	readonly located: LocatedEntities;
	/** Shows it in a panel of its own. */
	readonly preview: (entity: Entity, origin: string) => Promise<void>;
	readonly context: Pick<vscode.ExtensionContext, "extensionUri" | "globalStorageUri" | "workspaceState">;
	readonly log: Pick<vscode.LogOutputChannel, "warn">;
}

/** The chat for the other faces. */
export interface ChatFace extends vscode.Disposable {
	/** Shows the chat with `entity` attached to the next question and the cursor in the composer. */
	ask(entity?: Entity, origin?: string): Promise<void>;
	/** Another model answers from now on. */
	modelChanged(): void;
	/** Settles when everything that was said is on disk. */
	shutDown(): Promise<void>;
}

/** Where the open thread is remembered for a workspace. */
const MEMORY = "biomedgpt.openThread";

/** Registers the chat's view, its editor and its commands; nothing is read before somebody looks. */
export function registerChat({ engine, chemistry, located, preview, context, log }: ChatSetting): ChatFace {
	const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
	const key = workspaceKey(workspaceFile?.toString(), workspaceFolders.map(({ uri }) => uri.toString()));
	const store = new ThreadStore(vscode.Uri.joinPath(context.globalStorageUri, "threads", key).fsPath, { now: Date.now, newer: newerThreadText, trouble: (error) => chat.notSaved(error) });
	const memory = { get: () => context.workspaceState.get<string>(MEMORY), set: (id: string) => void context.workspaceState.update(MEMORY, id) };
	const lastActive = new LastActive();
	const parts = { sources: new DocumentSources({ located, lastActive, chemistry }), slash: new ScienceCommands({ engine, chemistry }), takeAway: new DocumentTakeAway({ lastActive, chemistry }) };
	const chat = new Chat({ engine, chemistry, store, memory, log, ...parts });
	const requests = new Requests(chat, { openExternal: (href) => void vscode.env.openExternal(vscode.Uri.parse(href, true)), copy: async (text) => vscode.env.clipboard.writeText(text), preview });
	const view = new ChatView(requests, context.extensionUri);
	const panel = new ChatPanel(requests, context.extensionUri);
	// Where the user has it: both show the same thread.
	const show = async (): Promise<void> => (panel.isOpen ? panel.open() : view.show(true));
	const registrations = vscode.Disposable.from(
		lastActive,
		view,
		panel,
		vscode.window.onDidChangeWindowState(({ focused }) => focused && void chat.told(() => chat.catchUp())),
		vscode.window.registerWebviewViewProvider(ChatView.viewId, view, { webviewOptions: { retainContextWhenHidden: false } }),
		vscode.window.registerWebviewPanelSerializer(ChatPanel.viewType, panel),
		vscode.commands.registerCommand(chatCommands.newThread, async () => {
			await chat.told(() => chat.newThread());
			await show();
		}),
		vscode.commands.registerCommand(chatCommands.openThreads, () => pickThread(requests, show)),
		vscode.commands.registerCommand(chatCommands.exportThread, () => requests.export()),
		vscode.commands.registerCommand(chatCommands.openInEditor, () => panel.open()),
		vscode.commands.registerCommand(chatCommands.stop, () => requests.stop()),
	);
	return {
		ask: async (entity, origin) => {
			if (entity !== undefined) {
				await chat.attach(entity, origin);
			}
			await show();
		},
		modelChanged: () => void chat.describe(),
		shutDown: () => chat.dispose(),
		dispose: () => void registrations.dispose(),
	};
}
