import { appendFile, mkdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { licenceDigest, type CatalogModel } from "../catalog.ts";
import { requireConsent, type Consent } from "../consent.ts";
import { codeOf, folderFailure } from "./folders.ts";

/** A line of the file, one for each acceptance; lines are only ever added, so that two windows may do so at once. */
const lineSchema = z.object({ model: z.string(), licences: z.array(z.string()), licenceAccepted: z.literal(true), date: z.iso.datetime(), terms: z.string() });
const LARGEST = 4 << 20;

/** Notes that somebody accepted the terms of a model; fails with `licence-not-accepted` where nobody did. */
export async function recordConsent(root: string, model: CatalogModel, consent: Partial<Consent> | undefined): Promise<void> {
	requireConsent(consent, model);
	const { licenceAccepted, date, terms } = consent;
	const line = JSON.stringify({ model: model.id, licences: model.licences.map(({ name }) => name), licenceAccepted, date, terms });
	try {
		await mkdir(root, { recursive: true });
		// A line that a crash cut off is ended, so that it takes no other with it.
		await appendFile(consentsOf(root), `\n${line}\n`);
	} catch (error) {
		throw folderFailure(error, root);
	}
}

/** The newest acceptance of the terms of a model as they are now; undefined where there is none. */
export async function consentFor(root: string, model: CatalogModel): Promise<Consent | undefined> {
	const terms = licenceDigest(model);
	return (await lines(root)).findLast((each) => each.model === model.id && each.terms === terms);
}

async function lines(root: string): Promise<z.infer<typeof lineSchema>[]> {
	const file = consentsOf(root);
	try {
		if ((await stat(file)).size > LARGEST) {
			return [];
		}
		return (await readFile(file, "utf8")).split("\n").flatMap((line) => parsed(line) ?? []);
	} catch (error) {
		if (codeOf(error) === "ENOENT") {
			return [];
		}
		throw folderFailure(error, root);
	}
}

function parsed(line: string): z.infer<typeof lineSchema> | undefined {
	try {
		return lineSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}

function consentsOf(root: string): string {
	return path.join(root, ".consents.jsonl");
}
