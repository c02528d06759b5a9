import type { Bundle } from "../bundle/manifest.ts";
import type { PreparedEntity } from "../runtime/encoders.ts";
import { MoleculeLibrary } from "./moleculeLibrary.ts";
import { ProteinLibrary } from "./proteinLibrary.ts";

/** Stands in a line of facts for what is known of similar ones, which the process that has the libraries puts in. */
export const NEAREST = "{nearest}";

/** Puts into the line of facts what the bundle's libraries tell of the most similar molecules and proteins. A library is read when first needed. */
export class KnownEntities {
	private molecules: Promise<MoleculeLibrary> | undefined;
	private proteins: Promise<ProteinLibrary> | undefined;

	constructor(private readonly bundle: Bundle) {}

	/** @throws Failure `bundle-missing`, `bundle-broken` */
	async tell<E extends PreparedEntity>(entity: E): Promise<E> {
		const { facts } = entity;
		if (!facts?.includes(NEAREST)) {
			return entity;
		}
		const nearest = await this.nearest(entity);
		return { ...entity, facts: facts.replace(NEAREST, () => nearest) };
	}

	private async nearest(entity: PreparedEntity): Promise<string> {
		const { directory, manifest } = this.bundle;
		const { molecules, proteins } = manifest.known ?? {};
		if (entity.kind === "protein") {
			if (proteins === undefined) {
				return "none";
			}
			// What is broken may be mended before the next question.
			this.proteins ??= ProteinLibrary.open(directory, proteins.file, proteins.longest).catch((error: unknown) => {
				this.proteins = undefined;
				throw error;
			});
			return (await this.proteins).nearest(entity.sequence, proteins.neighbours);
		}
		if (molecules === undefined || entity.fingerprint === undefined) {
			return "none";
		}
		this.molecules ??= MoleculeLibrary.open(directory, molecules.file, molecules.longest).catch((error: unknown) => {
			this.molecules = undefined;
			throw error;
		});
		return (await this.molecules).nearest(entity.fingerprint, molecules.neighbours);
	}
}
