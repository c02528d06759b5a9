import type { Response } from "../../../src/vschat/answering.ts";
import type { Participant, Request } from "../../../src/vschat/participant.ts";
import type { HistoryTurn } from "../../../src/vschat/history.ts";

interface Button {
	readonly command: string;
	readonly arguments?: readonly unknown[] | undefined;
}

/** A chat of VS Code as a test plays it: keeps what is shown, and hands results back as history, as JSON does. */
export class Chat {
	readonly pieces: string[] = [];
	readonly buttons: Button[] = [];
	readonly history: HistoryTurn[] = [];
	error: string | undefined;
	private cancel: () => void = () => undefined;

	constructor(private readonly participant: Participant) {}

	/** What the last request has been answered, as markdown. */
	async ask(prompt: string, { command, references = [], stopAt }: Partial<Omit<Request, "prompt">> & { readonly stopAt?: RegExp } = {}): Promise<string> {
		this.pieces.length = 0;
		this.buttons.length = 0;
		const response = {
			markdown: (piece: string) => {
				this.pieces.push(piece);
				if (stopAt?.test(this.pieces.join(""))) {
					this.stop();
				}
			},
			button: (button: Button) => void this.buttons.push(button),
		} as unknown as Response;
		const result = await this.participant.answer({ prompt, command, references }, this.history, response, this.token());
		this.error = result.errorDetails?.message;
		this.history.push(JSON.parse(JSON.stringify({ prompt })) as HistoryTurn, JSON.parse(JSON.stringify({ result })) as HistoryTurn);
		return this.pieces.join("");
	}

	stop(): void {
		this.cancel();
	}

	private token(): Parameters<Participant["answer"]>[3] {
		const listeners = new Set<() => void>();
		const token = { isCancellationRequested: false, onCancellationRequested: (listener: () => void) => (listeners.add(listener), { dispose: () => listeners.delete(listener) }) };
		this.cancel = () => {
			token.isCancellationRequested = true;
			listeners.forEach((listener) => listener());
		};
		return token as unknown as Parameters<Participant["answer"]>[3];
	}
}
