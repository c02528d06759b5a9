import * as vscode from "vscode";
import { LocalModelProvider, type ProviderServices } from "./modelProvider.ts";
import { openVsChat } from "./openChat.ts";
import { Participant, type ParticipantServices } from "./participant.ts";

export type VsChatServices = ParticipantServices & ProviderServices & { readonly extensionUri: vscode.Uri };

/** The command's name in package.json. */
const openCommand = "biomedgpt.openVsChat";

/** What VS Code's relatives may lack, though our types say that it is there. */
interface Host {
	readonly chat?: Partial<Pick<typeof vscode.chat, "createChatParticipant">> | undefined;
	readonly lm?: Partial<Pick<typeof vscode.lm, "registerLanguageModelChatProvider">> | undefined;
}

/** `@biomedgpt` and the local model in VS Code's own chat; nothing where there is none. */
export function registerVsChat(services: VsChatServices, host: Host = vscode): vscode.Disposable {
	return vscode.Disposable.from(registerParticipant(services, host), registerProvider(services, host), vscode.commands.registerCommand(openCommand, openVsChat));
}

function registerParticipant(services: VsChatServices, { chat }: Host): vscode.Disposable {
	const participant = new Participant(services);
	const registered = chat?.createChatParticipant?.(Participant.id, (request, context, response, token) => participant.answer(request, context.history as readonly { readonly result?: vscode.ChatResult }[], response, token));
	if (registered === undefined) {
		return nothing();
	}
	registered.iconPath = vscode.Uri.joinPath(services.extensionUri, "media", "icon.png");
	return registered;
}

function registerProvider(services: VsChatServices, { lm }: Host): vscode.Disposable {
	return lm?.registerLanguageModelChatProvider?.(LocalModelProvider.vendor, new LocalModelProvider(services)) ?? nothing();
}

function nothing(): vscode.Disposable {
	return new vscode.Disposable(() => undefined);
}
