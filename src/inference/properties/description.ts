import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { Failure } from "../../science/failure.ts";
import { MACCS_BITS, MORGAN_BITS } from "../../science/molecule/propertyFeatures.ts";
import type { Bundle } from "../bundle/manifest.ts";

const share = z.number().min(0).max(1);
const text = z.string().min(1);

const setSchema = z.object({
	id: text,
	title: text,
	/** Where the measured values come from. */
	reference: text,
	/** Molecules that it was trained on. */
	training: z.int().positive(),
	/** Tanimoto similarity to the nearest of them, below which a prediction is outside the model's domain. */
	domain: z.object({ leastSimilarity: share }),
});

const taskSchema = z.object({
	/** e.g. `esol`, `tox21-nr-ar`. */
	id: text,
	set: text,
	/** Title of its column in the set's own file. */
	column: text,
	title: text,
	kind: z.enum(["class", "number"]),
	unit: text.optional(),
	/** What the positive class means. */
	positive: text.optional(),
});

const descriptionSchema = z.object({
	schema: z.literal(1),
	/** How the values come about. */
	method: text,
	/** Input of the ONNX file: Morgan bits, MACCS keys, then these descriptors of RDKit. */
	features: z.object({ morgan: z.object({ radius: z.literal(2), bits: z.literal(MORGAN_BITS) }), maccs: z.literal(MACCS_BITS), descriptors: z.array(text).min(1) }),
	/** Share of measured values that are to lie in the interval, e.g. 0.9. */
	level: share,
	sets: z.array(setSchema).min(1).max(16),
	/** In the order of the ONNX file's outputs. */
	tasks: z.array(taskSchema).min(1),
});

/** What heads for properties predict, from what, and how far they can be trusted. */
export type PropertiesDescription = z.infer<typeof descriptionSchema>;
export type PropertyTask = PropertiesDescription["tasks"][number];

/** Fails with `no-property-heads` and `bundle-broken`. */
export async function readDescription({ directory, manifest }: Bundle): Promise<PropertiesDescription> {
	if (manifest.properties === undefined) {
		throw new Failure("no-property-heads", `${manifest.title} has no heads that predict measured properties. Choose the embedded model for that.`);
	}
	const file = path.join(directory, manifest.properties.description);
	let data: unknown;
	try {
		data = JSON.parse(await readFile(file, "utf8"));
	} catch (error) {
		throw broken(file, String(error), error);
	}
	const result = descriptionSchema.safeParse(data);
	if (!result.success) {
		const issue = result.error.issues[0];
		throw broken(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown reason"}`);
	}
	const ids = new Set(result.data.sets.map(({ id }) => id));
	const stray = result.data.tasks.find(({ set }) => !ids.has(set));
	if (stray) {
		throw broken(file, `the task ${stray.id} is of no set`);
	}
	return result.data;
}

function broken(file: string, reason: string, cause?: unknown): Failure {
	return new Failure("bundle-broken", `The description of the model's property heads, ${path.basename(file)}, is not valid: ${reason}. Install or import the model again.`, { cause });
}
