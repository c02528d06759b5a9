import type { Entity } from "../science/entity.ts";
import type { PreviewFace, PreviewServices } from "./parts.ts";
import { registerMolecules } from "./registerMolecules.ts";
import { registerProteins } from "./registerProteins.ts";
import { registerRecords } from "./registerRecords.ts";

/** The panels of molecules and proteins, and the editors of structure files and of files with many records. */
export function registerPreviews(services: PreviewServices): PreviewFace {
	const molecules = registerMolecules(services);
	const proteins = registerProteins(services);
	const show = async (entity: Entity, origin?: string): Promise<void> => (entity.kind === "molecule" ? molecules.show(entity, origin) : proteins.show(entity, origin));
	const records = registerRecords({ ...services, preview: show });
	return {
		show,
		dispose: () => {
			molecules.dispose();
			proteins.dispose();
			records.dispose();
		},
	};
}
