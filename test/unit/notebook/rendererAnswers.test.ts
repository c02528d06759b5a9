/** Any script in an output may send anything: what the host is asked to look at must not hold it up. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { realChemistry, type RealChemistry } from "../../support/chemistry.ts";

vi.mock("vscode", () => import("../chat/vscode.ts"));
const { RendererAnswers } = await import("../../../src/notebook/rendererAnswers.ts");
const { askablesOf } = await import("../../../src/notebook/rendererSubject.ts");

let real: RealChemistry;
beforeAll(async () => {
	real = await realChemistry();
});
afterAll(() => real.dispose());

/** Milliseconds of the processor: what others compute on this machine does not count. */
async function busy(work: () => Promise<unknown>): Promise<number> {
	const before = process.cpuUsage();
	await work().catch(() => undefined);
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

describe("the answers to an output", () => {
	it("come soon, whatever stands in the lines of a mol block", async () => {
		const answers = new RendererAnswers({ chemistry: { facts: real.chemistry.facts.bind(real.chemistry), draw: async () => "<svg/>" }, ask: async () => undefined });
		const digits = `x\n\n\n  1  0  0  0  0  0            999 V2000\n1.${"1".repeat(100_000)}\nM  END\n`;
		expect(await busy(async () => answers.answer({ type: "draw", id: 1, structure: digits, theme: "light", width: 200, height: 200 }, "a.ipynb"))).toBeLessThan(1000);
		answers.dispose();
	});

	it("refuse what is no protein and no structure before it is read", async () => {
		const { signal } = new AbortController();
		const asked = async (format: "fasta" | "mmcif" | "pdb", text: string): Promise<unknown> => askablesOf({ format, text, name: "" }, real.chemistry, signal);
		const genome = `>chr1\n${"ACGT".repeat(1_200_000)}\n`;
		const oneLine = `data_x\nloop_\n_atom_site.group_PDB\n_atom_site.id\n_atom_site.label_comp_id\n${"ATOM 1 ALA ".repeat(400_000)}\n`;
		await expect(asked("fasta", genome)).rejects.toMatchObject({ code: "sequence-too-long" });
		await expect(asked("mmcif", oneLine)).rejects.toMatchObject({ code: "structure-damaged" });
		expect(await asked("fasta", ">p\nMKV\n>chr1\nACGT")).toMatchObject([{ entity: { sequence: "MKV" } }]);
	});
});
