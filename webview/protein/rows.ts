/** A line of the sequence as it is to look: its number, and the residues with their classes. */
export interface RowText {
	readonly number: string;
	readonly letters: string;
	/** CSS classes of each letter. */
	readonly classes: readonly string[];
}

interface Row {
	readonly element: HTMLElement;
	readonly number: HTMLElement;
	readonly text: HTMLElement;
	shown: string;
}

/** The lines that are in the page, made by hand: a thousand residues come and go with each turn of the wheel, too many for templates. */
export class Rows {
	readonly #rows = new Map<number, Row>();

	/** Shows the lines `first` to `last`, in order, in `parent`; only what has changed is touched. */
	show(parent: HTMLElement, first: number, last: number, textOf: (line: number) => RowText): void {
		for (const [line, { element }] of this.#rows) {
			if (line < first || line >= last || element.parentElement !== parent) {
				element.remove();
				this.#rows.delete(line);
			}
		}
		let next = parent.firstElementChild;
		for (let line = first; line < last; line++) {
			const row = this.#rows.get(line) ?? made(line);
			this.#rows.set(line, row);
			if (row.element !== next) {
				parent.insertBefore(row.element, next);
			} else {
				next = next.nextElementSibling;
			}
			fill(row, textOf(line));
		}
	}
}

function made(line: number): Row {
	const [element, number, text] = [document.createElement("div"), document.createElement("span"), document.createElement("span")];
	element.className = "sequence-row";
	element.dataset["line"] = String(line);
	number.className = "sequence-number";
	text.className = "sequence-text";
	element.append(number, text);
	return { element, number, text, shown: "" };
}

function fill(row: Row, { number, letters, classes }: RowText): void {
	const key = `${number} ${letters} ${classes.join()}`;
	if (row.shown === key) {
		return;
	}
	row.shown = key;
	row.number.textContent = number;
	const cells = row.text.getElementsByTagName("i");
	if (cells.length !== letters.length) {
		row.text.replaceChildren(...blocks(letters.length));
	}
	for (let index = 0; index < letters.length; index++) {
		const cell = cells[index];
		if (cell !== undefined) {
			cell.className = classes[index] ?? "";
			cell.textContent = letters.charAt(index);
		}
	}
}

/** Empty cells in blocks of ten. */
function blocks(length: number): readonly HTMLElement[] {
	return Array.from({ length: Math.ceil(length / 10) }, (_, block) => {
		const element = document.createElement("span");
		element.className = "sequence-block";
		element.append(...Array.from({ length: Math.min(10, length - block * 10) }, () => document.createElement("i")));
		return element;
	});
}
