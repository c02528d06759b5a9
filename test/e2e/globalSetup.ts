import { mkdirSync, rmSync } from "node:fs";
import { screenshots } from "./screenshots.ts";

/** The screenshots of a run are those of that run only. */
export default function globalSetup(): void {
	rmSync(screenshots, { recursive: true, force: true });
	mkdirSync(screenshots, { recursive: true });
}
