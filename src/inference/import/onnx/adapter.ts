import type { Graph } from "./graph.ts";
import type { Parameters } from "./parameters.ts";

/**
 * The linear adapter from an encoder's features to soft tokens, as the graph's output `soft` [B,positions,width].
 *
 * @param encoded `[B, positions, features]`
 * @param mask `[B, positions]` float32; soft tokens are zero where it is 0
 * @returns the width, which is the language model's
 */
export function addAdapter(graph: Graph, adapter: Parameters, { encoded, features, mask, positions }: { readonly encoded: string; readonly features: number; readonly mask: string; readonly positions: string }): number {
	const width = adapter.length("weight", 0);
	const rows = graph.node("Reshape", [encoded, graph.integers([-1, features])]);
	const shape = graph.node("Concat", [graph.node("Shape", [mask]), graph.integers([width])], { axis: 0 });
	const tokens = graph.node("Reshape", [adapter.linear(rows, "", { inputs: features, outputs: width }), shape]);
	const soft = graph.node("Mul", [tokens, graph.node("Unsqueeze", [mask, graph.integers([-1])])]);
	graph.output({ name: "soft", element: "float32", shape: ["B", positions, width] }, soft);
	return width;
}
