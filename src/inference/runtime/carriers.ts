import type { Manifest } from "../bundle/manifest.ts";
import type { Matrix } from "../engine.ts";
import type { Block } from "./blocks.ts";
import type { EmbeddingRows } from "./embeddingRows.ts";

/** The token ids that soft tokens stand at while a prompt is read. */
export class Carriers {
	/** Ids that must never be written: they stand for nothing. */
	readonly barred: readonly number[];
	private readonly ids: readonly number[];
	private readonly own: boolean;
	/** Their vectors, kept: as many as there are carriers at most. */
	private readonly vectors = new Map<number, Float32Array>();

	/** @param rows the language model's token embedding; of no use where there are no carriers */
	constructor(
		{ carriers }: Pick<Manifest, "carriers">,
		private readonly rows: Pick<EmbeddingRows, "row"> | undefined,
	) {
		const { first, count } = carriers ?? { first: 0, count: 0 };
		this.ids = Array.from({ length: count }, (_, index) => first + index);
		this.own = carriers?.rows === "own";
		this.barred = this.own ? [] : this.ids;
	}

	/** Those that can serve a prompt: an ordinary token that its texts hold would be read as a soft token there. */
	of(blocks: readonly Block[]): readonly number[] {
		if (!this.own) {
			return this.ids;
		}
		const written = new Set(blocks.flatMap((block) => (block.kind === "text" ? block.ids : [])));
		return this.ids.filter((id) => !written.has(id));
	}

	/** What makes the first of some carriers into soft tokens when it is added to their own vectors. */
	async added(soft: readonly Matrix[], carriers: readonly number[]): Promise<readonly Matrix[]> {
		if (!this.own) {
			return soft;
		}
		const matrices: Matrix[] = [];
		let used = 0;
		for (const { rows, columns, data } of soft) {
			const difference = Float32Array.from(data);
			for (let row = 0; row < rows; row++, used++) {
				const vector = await this.vector(carriers[used] ?? -1);
				vector.forEach((value, column) => (difference[row * columns + column] = (data[row * columns + column] ?? 0) - value));
			}
			matrices.push({ rows, columns, data: difference });
		}
		return matrices;
	}

	private async vector(id: number): Promise<Float32Array> {
		const known = this.vectors.get(id) ?? (await this.rows?.row(id)) ?? new Float32Array();
		this.vectors.set(id, known);
		return known;
	}
}
