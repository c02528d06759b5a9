import { describe, expect, it } from "vitest";
import { checkFactNames, factKeys } from "../../../src/annotation/factNames.ts";
import { MOLECULE_FACTS } from "../../../src/science/molecule/factKeys.ts";

describe("names of facts", () => {
	it("are those that chemists and other programs use", () => {
		expect(factKeys(["MW", "logp", "H-BA", "rot_b", "smiles", "InChIKey", "ExactMass"], "molecule")).toEqual(["averageMass", "logP", "hba", "rotatableBonds", "canonicalSmiles", "inchiKey", "monoisotopicMass"]);
	});

	it("mean what they mean of a protein", () => {
		expect(factKeys(["mw", "pI", "GRAVY"], "protein")).toEqual(["molecularWeight", "isoelectricPoint", "gravy"]);
	});

	it("name each fact once, in the order asked for; all is every one", () => {
		expect(factKeys(["tpsa", "averageMass", "mw", "psa"], "molecule")).toEqual(["tpsa", "averageMass"]);
		expect(factKeys(["logp", "all"], "molecule")).toHaveLength(MOLECULE_FACTS.length);
		expect(factKeys(["logp", "all"], "molecule")[0]).toBe("logP");
	});

	it("are told where one is unknown", () => {
		expect(() => factKeys(["pi"], "molecule")).toThrowError(/no fact “pi” of a molecule, and the column holds molecules\. .*averageMass \(mw\).*or all\./);
		expect(() => checkFactNames(["mw", "constructor"])).toThrowError(/no fact “constructor”\. Of a molecule.* Of a protein/);
		expect(() => checkFactNames(["pi", "logp"])).not.toThrow();
	});
});
