import type { ModelPlan } from "../engine.ts";
import { sameWishes, type PlacementWishes } from "../runtime/placement.ts";

/** The newest plan of an engine's model, whether it was made or came true. */
export class KnownPlan {
	private begun = 0;
	private newest: { readonly order: number; readonly bundleDirectory: string; readonly wishes: PlacementWishes; readonly plan: ModelPlan } | undefined;

	/** Gives what takes the plan that is made from now on: it counts unless one that was begun later is known by then. */
	begin(bundleDirectory: string, wishes: PlacementWishes): (plan: ModelPlan) => void {
		const order = ++this.begun;
		return (plan) => {
			if (this.newest === undefined || this.newest.order < order) {
				this.newest = { order, bundleDirectory, wishes, plan };
			}
		};
	}

	/** Of this model, for these wishes. */
	of(bundleDirectory: string, wishes: PlacementWishes): ModelPlan | undefined {
		return this.newest?.bundleDirectory === bundleDirectory && sameWishes(this.newest.wishes, wishes) ? this.newest.plan : undefined;
	}
}
