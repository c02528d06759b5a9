import type { DrawingModel, RecordModel } from "../../../webview/protocol/records.ts";
import { cardDrawing } from "../../../webview/protocol/records.ts";
import type { DrawingOptions, DrawingTheme } from "../../science/chemistry.ts";
import type { RecordsDocument } from "./document.ts";

/** Cards that a window shows at once, and rows that the page asks for together. */
const CARDS = 12;
const ROWS = 50;

export interface BeginningParts {
	readonly document: Pick<RecordsDocument, "reading" | "read">;
	readonly rowOf: (record: number) => Promise<RecordModel>;
	/** Absent where nothing is drawn. */
	readonly draw?: ((records: readonly number[], options: DrawingOptions) => void) | undefined;
	readonly theme: () => DrawingTheme;
}

/**
 * The first records of a file and their drawings, made while VS Code makes the page, which takes it longer: they are there when the page is. They are drawn
 * as cards are by default, in the window's theme; a page that shows them otherwise asks for its own.
 */
export class Beginning {
	#isBegun = false;
	#rows: readonly RecordModel[] = [];
	#drawings: DrawingModel[] = [];
	#options: DrawingOptions | undefined;

	constructor(private readonly parts: BeginningParts) {}

	/** In the order of the file. */
	get rows(): readonly RecordModel[] {
		return this.#rows;
	}

	get drawn(): { readonly options: DrawingOptions; readonly drawings: readonly DrawingModel[] } | undefined {
		return this.#options === undefined || this.#drawings.length === 0 ? undefined : { options: this.#options, drawings: this.#drawings };
	}

	/** More of the file is known. */
	look(): void {
		const { document, draw, rowOf } = this.parts;
		const known = document.reading?.index.count ?? 0;
		if (this.#isBegun || known === 0 || (known < ROWS && document.read < 1)) {
			return;
		}
		this.#isBegun = true;
		const records = Array.from({ length: Math.min(known, ROWS) }, (_, record) => record);
		this.#options = { theme: this.parts.theme(), ...cardDrawing };
		draw?.(records.slice(0, CARDS), this.#options);
		const { reading } = document;
		void Promise.all(records.map(rowOf)).then((rows) => {
			if (document.reading === reading) {
				this.#rows = rows;
			}
		});
	}

	take(drawings: readonly DrawingModel[]): void {
		this.#drawings.push(...drawings);
	}

	/** The file is another one. */
	forget(): void {
		this.#isBegun = false;
		this.#rows = [];
		this.#drawings = [];
	}
}
