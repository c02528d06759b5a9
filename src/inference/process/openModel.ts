import { readBundle, speaks } from "../bundle/manifest.ts";
import { verifyChangedFiles, verifyFiles } from "../bundle/verify.ts";
import type { BatchTask, BatchValue } from "../batch.ts";
import type { AskEvent, Encoding, ModelIdentity, ModelPlan } from "../engine.ts";
import type { DevicePreference } from "../runtime/devices.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import type { LoadOptions } from "../runtime/language.ts";
import type { StepGate } from "../runtime/stepGate.ts";
import { EncoderSession } from "./encoderSession.ts";
import type { PreparedItem, PreparedRequest } from "./protocol.ts";
import { Session } from "./session.ts";

/** One loaded bundle inside the inference process. */
export interface OpenModel {
	readonly model: ModelIdentity;
	readonly device: string;
	readonly plan: ModelPlan;
	/** Where batches let a person go first. */
	readonly gate: StepGate;
	/** Fails with `no-language-model`, as all that needs one does. */
	ask(request: PreparedRequest, signal: AbortSignal, emit: (event: AskEvent) => void): Promise<void>;
	encode(entity: PreparedEntity): Promise<Encoding>;
	/** Tokens of a text segment. */
	countTokens(text: string): number;
	/** One item of a batch. */
	work(item: PreparedItem, task: BatchTask, signal: AbortSignal): Promise<BatchValue>;
	/** Items of a batch that are worked on at a time. */
	parallel(): Promise<number>;
}

/**
 * Verifies, loads and self-tests a bundle.
 *
 * @param scratch a private folder for what passes to a language model by file
 * @param stamps where it is remembered which large files were found right; without it all are read in full
 */
export async function openModel(directory: string, device: DevicePreference, scratch: string, stamps?: string, options: LoadOptions = {}): Promise<OpenModel> {
	const bundle = await readBundle(directory);
	await (stamps === undefined ? verifyFiles(bundle) : verifyChangedFiles(bundle, stamps));
	return speaks(bundle.manifest) ? Session.open(bundle, device, scratch, options) : EncoderSession.open(bundle, options);
}
