/** The tokens of several texts as a tree, so that what they begin with in common is read once. */
interface ChoiceNode {
	readonly children: Map<number, ChoiceNode>;
	/** Which choice ends here. */
	choice: number | undefined;
}

/** Log probabilities (natural, over the whole vocabulary) of tokens that may follow a path. */
export type FollowUp = (path: readonly number[], ids: readonly number[]) => Promise<ReadonlyMap<number, number>>;

/**
 * How likely an answer is each of some choices, given that it is one of them: the product of its tokens' probabilities, as shares of 1.
 *
 * Where one choice begins with another ("non-toxic" and "non-toxic to fish"), the shorter one has what is left when it does not go on so.
 *
 * @param choices ids of each, at least one token, no two the same
 * @param follow called once for each beginning that has more than one token behind it or is not a whole choice, parents before children
 */
export async function choiceProbabilities(choices: readonly (readonly number[])[], follow: FollowUp): Promise<number[]> {
	const logarithms = new Array<number>(choices.length).fill(Number.NEGATIVE_INFINITY);
	const within = choices.map((): number[] => []);
	const visit = async (node: ChoiceNode, path: readonly number[], logarithm: number): Promise<number[]> => {
		const inside: number[] = [];
		if (node.children.size > 0) {
			const next = await follow(path, [...node.children.keys()]);
			for (const [id, child] of node.children) {
				inside.push(...(await visit(child, [...path, id], logarithm + (next.get(id) ?? Number.NEGATIVE_INFINITY))));
			}
		}
		if (node.choice === undefined) {
			return inside;
		}
		logarithms[node.choice] = logarithm;
		within[node.choice] = inside;
		return [node.choice];
	};
	await visit(tree(choices), [], 0);
	return shares(logarithms, within);
}

export function bestChoice(probabilities: readonly number[]): number {
	return probabilities.reduce((best, value, index) => (value > (probabilities[best] ?? 0) ? index : best), 0);
}

/** @param within the next longer choices that begin with each */
function shares(logarithms: readonly number[], within: readonly (readonly number[])[]): number[] {
	const highest = Math.max(...logarithms);
	const weights = logarithms.map((value) => Math.exp(value - highest));
	const own = weights.map((weight, index) => Math.max(0, weight - (within[index] ?? []).reduce((sum, longer) => sum + (weights[longer] ?? 0), 0)));
	const total = own.reduce((sum, weight) => sum + weight, 0);
	return own.map((weight) => weight / total);
}

function tree(choices: readonly (readonly number[])[]): ChoiceNode {
	const root: ChoiceNode = { children: new Map(), choice: undefined };
	choices.forEach((ids, index) => {
		let node = root;
		for (const id of ids) {
			const child: ChoiceNode = node.children.get(id) ?? { children: new Map(), choice: undefined };
			node.children.set(id, child);
			node = child;
		}
		node.choice = index;
	});
	return root;
}
