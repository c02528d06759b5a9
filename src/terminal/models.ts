import path from "node:path";
import { readCatalog } from "../inference/bundle/catalog.ts";
import { inUnits } from "../inference/bundle/sizes.ts";
import type { ModelPlan } from "../inference/engine.ts";
import { ModelStore, type RemovedModel } from "../inference/bundle/store.ts";
import { Failure, failureData } from "../science/failure.ts";
import { planInJson, planLine } from "./devices.ts";
import { EMBEDDED, type ModelsArguments } from "./modelsArguments.ts";
import { downloadModel } from "./modelsDownload.ts";
import { importFiles } from "./modelsImport.ts";
import { modelsInJson, modelsText, surveyModels } from "./modelsList.ts";
import type { Ended, ModelsCommandServices } from "./modelsServices.ts";
import { useModel } from "./modelsUse.ts";
import { EXIT } from "./recognise.ts";
import { rememberUsed, removedWhileUsed, usedModel } from "./usedModel.ts";

/** Runs `biomedgpt models …` and gives its exit code; failures are thrown. */
export async function runModels(args: ModelsArguments, services: ModelsCommandServices): Promise<number> {
	const store = new ModelStore(services.models.folder);
	const end = ending(args, services);
	switch (args.action) {
		case "list":
			return list(args, store, services);
		case "import":
			return end(await importFiles(args, store, services));
		case "download":
			return end(await downloadModel(args, store, services));
		case "verify":
			return verify(args.json, await namesOf(args.name, store), store, services);
		case "use":
			return end(await withPlan(args.name, await useModel(args.name, store, services.models.folder), services));
		case "remove":
			return end(await remove(args.name, store, services));
		case "restore":
			return end(await restore(args.name, store, services));
		case "empty":
			return end(await empty(store));
	}
}

function ending({ json }: ModelsArguments, { voice, write }: ModelsCommandServices): (ended: Ended) => number {
	return ({ sentence, numbers }) => {
		if (json) {
			write(`${JSON.stringify(numbers)}\n`);
		}
		voice.done(sentence, numbers);
		return EXIT.done;
	};
}

async function list({ json }: ModelsArguments, store: ModelStore, { models, write, voice, signal }: ModelsCommandServices): Promise<number> {
	// A note that cannot be understood must not hide the list that helps to mend it.
	const used = await usedModel(models.folder).catch((error: unknown) => {
		voice.remark(failureData(error).message);
		return undefined;
	});
	const survey = await surveyModels(store, await readCatalog(models.catalogFile), { folder: models.folder, embedded: models.embedded, used: used ?? EMBEDDED });
	const whole = survey.installed.filter(({ failure }) => failure === undefined).map(({ name }) => name);
	const plans = await models.plansOf(whole.map((name) => directoryOf(name, models)), signal);
	const placed = new Map(whole.map((name, index) => [name, plans[index]]));
	write(json ? `${JSON.stringify({ ...modelsInJson(survey), plans: Object.fromEntries([...placed].map(([name, plan]) => [name, planInJson(plan)])) })}\n` : [modelsText(survey), placesText(placed)].join("\n"));
	return EXIT.done;
}

/** Where the installed models would go on this machine. */
function placesText(placed: ReadonlyMap<string, ModelPlan | Failure | undefined>): string {
	const widest = Math.max(...[...placed.keys()].map((name) => name.length));
	const lines = [...placed].map(([name, plan]) => `  ${name.padEnd(widest)}  ${plan === undefined ? "" : plan instanceof Failure ? plan.message : planLine(plan)}`);
	return ["On this machine they would go there (biomedgpt devices tells more):", ...lines, ""].join("\n");
}

function directoryOf(name: string, { folder, embedded }: ModelsCommandServices["models"]): string {
	return name === EMBEDDED ? embedded : path.join(folder, name);
}

/** Where it will go, before it is loaded; what is wrong there is told by the first question, too. */
async function withPlan(name: string, { sentence, numbers }: Ended, { models, signal }: ModelsCommandServices): Promise<Ended> {
	const [plan] = await models.plansOf([directoryOf(name, models)], signal);
	return { sentence: plan === undefined ? sentence : `${sentence} ${plan instanceof Failure ? plan.message : `It goes there: ${planLine(plan)}`}`, numbers: { ...numbers, plan: planInJson(plan) } };
}

async function namesOf(name: string | undefined, store: ModelStore): Promise<readonly string[]> {
	return name === undefined ? (await store.list()).map((model) => model.name) : [name];
}

/** Every byte of each of them, also behind one that is damaged. */
async function verify(json: boolean, names: readonly string[], store: ModelStore, { voice, write, signal }: ModelsCommandServices): Promise<number> {
	const results: { readonly name: string; readonly whole: boolean; readonly code?: string; readonly reason?: string }[] = [];
	for (const name of names) {
		voice.bytes({ phase: "verifying", title: `Verifying ${name}`, done: 0, total: null, share: undefined, secondsLeft: undefined });
		try {
			await store.verify(name, signal);
			results.push({ name, whole: true });
			voice.remark(`${name} is whole: every file is the one that its description names.`);
		} catch (error) {
			if (signal.aborted) {
				throw new Failure("cancelled", "Stopped.", { cause: error });
			}
			const { code, message } = failureData(error);
			results.push({ name, whole: false, code, reason: message });
			// A model that is not there is named already.
			voice.remark(code === "model-missing" ? message : `${name}: ${message}`);
		}
	}
	if (names.length === 0) {
		voice.remark("No models are installed. The embedded one is verified whenever it is loaded.");
	}
	if (json) {
		write(`${JSON.stringify(results)}\n`);
	}
	return results.every(({ whole }) => whole) ? EXIT.done : EXIT.unread;
}

async function remove(name: string, store: ModelStore, { models }: ModelsCommandServices): Promise<Ended> {
	const removed = await store.remove(name);
	const wasUsed = (await usedModel(models.folder).catch(() => undefined)) === name;
	if (wasUsed) {
		await rememberUsed(models.folder, EMBEDDED, { removed: name });
	}
	await store.tidy();
	const sentence = `Removed ${name} (${inUnits(removed.bytes)}). For a day this brings it back: biomedgpt models remove --undo ${name}${wasUsed ? ". The embedded model answers from now on." : ""}`;
	return { sentence, numbers: { removed: name, bytes: removed.bytes, wasUsed } };
}

/** A model that answered when it was removed answers again, unless another one was chosen meanwhile. */
async function restore(name: string | undefined, store: ModelStore, { models }: ModelsCommandServices): Promise<Ended> {
	const found = (await store.removed()).find((model) => name === undefined || model.name === name);
	if (found === undefined) {
		throw new Failure("model-missing", name === undefined ? "No removed model is left to bring back." : `No removed model ${name} is left to bring back: see biomedgpt models list. Install it again.`);
	}
	const model = await store.restore(found.id);
	const used = (await removedWhileUsed(models.folder).catch(() => undefined)) === model.name;
	if (used) {
		await rememberUsed(models.folder, model.name);
	}
	return { sentence: `${model.name} is back${used ? ", and answers again." : `. To let it answer: biomedgpt models use ${model.name}`}`, numbers: { restored: model.name, directory: path.resolve(model.directory), used } };
}

async function empty(store: ModelStore): Promise<Ended> {
	const removed = await store.removed();
	await store.empty();
	const bytes = removed.reduce((sum: number, model: RemovedModel) => sum + model.bytes, 0);
	return { sentence: removed.length === 0 ? "No removed models were there." : `Ended for good: ${removed.map((model) => model.name).join(", ")} (${inUnits(bytes)}).`, numbers: { emptied: removed.map((model) => model.name), bytes } };
}
