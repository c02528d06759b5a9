import type { Fetch } from "../inference/bundle/download/transport.ts";
import type { Importer } from "../inference/process/importChild.ts";
import type { PlansOf } from "./devices.ts";
import type { Voice } from "./voice.ts";

/** What the commands about models work with. */
export interface ModelsServices {
	/** Of the installed models; may be missing. */
	readonly folder: string;
	/** `models/catalog.json` */
	readonly catalogFile: string;
	/** The embedded model. */
	readonly embedded: string;
	/** Where models of folders would go on this machine; nothing of them is loaded. */
	readonly plansOf: PlansOf;
	readonly importer: Pick<Importer, "plan" | "lacking" | "import">;
	/** Made when something is downloaded: what the environment says about proxies may be wrong. */
	readonly fetch: () => Promise<Fetch>;
	/** Asks whoever sits at the terminal, and gives the line that was typed; undefined where nobody sits there. */
	readonly question: ((text: string, signal: AbortSignal) => Promise<string>) | undefined;
}

export interface ModelsCommandServices {
	readonly models: ModelsServices;
	/** Standard output: the result and nothing else. */
	readonly write: (text: string) => void;
	readonly voice: Voice;
	readonly signal: AbortSignal;
}

/** The end of a command: a sentence for people, numbers for programs. */
export interface Ended {
	readonly sentence: string;
	readonly numbers: Readonly<Record<string, unknown>>;
}
