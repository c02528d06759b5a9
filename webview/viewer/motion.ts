import { type Camera, mixed, type Viewpoint } from "./camera.ts";

/** Milliseconds of a change of the viewpoint. */
const glideTime = 450;
/** Radians for a millisecond: a turn in 18 seconds. */
const spinSpeed = (2 * Math.PI) / 18_000;

/** Moves the camera by itself: to another viewpoint, or round and round. People who want less motion are brought there at once, and nothing spins. */
export class Motion {
	readonly #camera: Camera;
	readonly #draw: () => void;
	readonly #still = matchMedia("(prefers-reduced-motion: reduce)");
	#frame = 0;
	#spinning = false;

	constructor(camera: Camera, draw: () => void) {
		this.#camera = camera;
		this.#draw = draw;
	}

	glide(to: Viewpoint): void {
		this.stop();
		if (this.#still.matches) {
			this.#camera.viewpoint = to;
			this.#draw();
			this.#resume();
			return;
		}
		const [from, begun] = [this.#camera.viewpoint, performance.now()];
		this.#run((now) => {
			const part = Math.min((now - begun) / glideTime, 1);
			this.#camera.viewpoint = mixed(from, to, part * part * (3 - 2 * part));
			return part < 1;
		});
	}

	spin(on: boolean): void {
		if (on !== this.#spinning) {
			this.#spinning = on;
			this.stop();
			this.#resume();
		}
	}

	/** Ends what is moving now: a hand has taken hold. Spinning goes on with `resume`. */
	stop(): void {
		cancelAnimationFrame(this.#frame);
	}

	#resume(): void {
		if (this.#spinning && !this.#still.matches) {
			let last = performance.now();
			this.#run((now) => {
				this.#camera.turn((now - last) * spinSpeed, 0);
				last = now;
				return true;
			});
		}
	}

	#run(step: (now: number) => boolean): void {
		const frame = (now: number): void => {
			const goesOn = step(now);
			this.#draw();
			if (goesOn) {
				this.#frame = requestAnimationFrame(frame);
			} else {
				this.#resume();
			}
		};
		this.#frame = requestAnimationFrame(frame);
	}

	/** After a hand has let go. */
	resume(): void {
		this.stop();
		this.#resume();
	}
}
