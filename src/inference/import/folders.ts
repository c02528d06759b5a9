import { stat } from "node:fs/promises";
import path from "node:path";

/** The folder, or the nearest one above it that is there: of a folder that is still to be made. */
export async function ancestorOf(folder: string): Promise<string> {
	const there = await stat(folder).then((info) => info.isDirectory(), () => false);
	const above = path.dirname(folder);
	return there || above === folder ? folder : ancestorOf(above);
}
