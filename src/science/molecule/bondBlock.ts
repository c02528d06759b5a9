/** A bond as RDKit holds it; numbers are those of RDKit's `Bond::BondType` and `Bond::BondDir`. */
export interface StoredBond {
	readonly begin: number;
	readonly end: number;
	readonly type: number;
	readonly direction: number;
}

export const SINGLE = 1;

/** Tags and flags of RDKit's MolPickler, version 16 and 17 (RDKit 2022 to 2026). */
const BEGIN_BONDS = 0x0b;
const HAS_QUERY = 0x10;
const HAS_TYPE = 0x08;
const HAS_DIRECTION = 0x04;
const HAS_STEREO = 0x02;

/**
 * Finds and reads the bonds in RDKit's binary form of a molecule: the only place where RDKit.js tells a bond's direction.
 *
 * The block is found by its tag and accepted only if every begin and end atom equals what RDKit's JSON says, so a changed
 * format is noticed and never misread.
 *
 * @param bytes of `get_as_uint8array()`
 * @param expected bonds in RDKit's order, from its JSON
 * @returns undefined if no block matches
 */
export function readBondBlock(bytes: Uint8Array, atoms: number, expected: readonly { readonly begin: number; readonly end: number }[]): readonly StoredBond[] | undefined {
	if (expected.length === 0) {
		return [];
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	// Atoms take at least three bytes each, and the tag stands behind the last of them.
	for (let tag = bytes.indexOf(BEGIN_BONDS, atoms * 3); tag >= 0; tag = bytes.indexOf(BEGIN_BONDS, tag + 1)) {
		const bonds = readBonds(view, tag + 1, atoms > 255 ? 4 : 1, expected);
		if (bonds !== undefined) {
			return bonds;
		}
	}
	return undefined;
}

function readBonds(view: DataView, start: number, width: 1 | 4, expected: readonly { readonly begin: number; readonly end: number }[]): readonly StoredBond[] | undefined {
	const bonds: StoredBond[] = [];
	let at = start;
	const byte = (): number => (at < view.byteLength ? view.getUint8(at++) : -1);
	const index = (): number => {
		at += width;
		return at > view.byteLength ? -1 : width === 1 ? view.getUint8(at - 1) : view.getInt32(at - 4, true);
	};
	for (const { begin, end } of expected) {
		if (index() !== begin || index() !== end) {
			return undefined;
		}
		const flags = byte();
		if (flags < 0 || (flags & HAS_QUERY) !== 0) {
			return undefined;
		}
		const type = (flags & HAS_TYPE) === 0 ? SINGLE : byte();
		const direction = (flags & HAS_DIRECTION) === 0 ? 0 : byte();
		if ((flags & HAS_STEREO) !== 0) {
			byte();
			const references = byte();
			at += references * width;
		}
		bonds.push({ begin, end, type, direction });
	}
	return at < view.byteLength ? bonds : undefined;
}
