import { defineConfig } from "vitest/config";

/** Unit: floors 1 and 2 with real RDKit and real models. Parity: against PyTorch. Fault: kill and corrupt. Cluster: Snakemake and Slurm. */
export default defineConfig({
	test: {
		projects: ["unit", "parity", "fault", "cluster"].map((name) => ({
			test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout: 60_000, hookTimeout: 60_000, retry: process.env["CI"] === undefined ? 0 : 1 },
		})),
	},
});
