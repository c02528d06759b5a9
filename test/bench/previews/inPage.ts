/** What is measured inside a page: these functions are sent there as they are, and know nothing of what stands around them. */

/** Turns the wheel over a grid and gives the times between frames in ms. */
export async function framesOf(grid: Element, milliseconds: number): Promise<number[]> {
	const scroller = [grid, ...grid.querySelectorAll("*")].find((each) => each.scrollHeight > each.clientHeight + 100) ?? grid;
	const frames: number[] = [];
	const begin = performance.now();
	await new Promise<void>((done) => {
		let last = begin;
		const step = (now: number): void => {
			frames.push(now - last);
			last = now;
			grid.dispatchEvent(new WheelEvent("wheel", { deltaY: 120, bubbles: true, cancelable: true }));
			scroller.scrollTop += 120;
			if (now - begin > milliseconds) {
				done();
			} else {
				requestAnimationFrame(step);
			}
		};
		requestAnimationFrame(step);
	});
	return frames.slice(2);
}

/** Drags over a 3D viewer and gives the times between frames in ms. */
export async function movesOf(viewer: Element, milliseconds: number): Promise<number[]> {
	const surface = viewer.querySelector("canvas") ?? viewer;
	const { left, top, width, height } = surface.getBoundingClientRect();
	const target = document.elementFromPoint(left + width / 2, top + height / 2) ?? surface;
	const send = (type: string, x: number): boolean => target.dispatchEvent(new PointerEvent(type, { clientX: left + x, clientY: top + height / 2, buttons: 1, button: 0, pointerId: 1, isPrimary: true, bubbles: true, cancelable: true }));
	const frames: number[] = [];
	const begin = performance.now();
	send("pointerdown", width / 2);
	await new Promise<void>((done) => {
		let last = begin;
		let turn = 0;
		const step = (now: number): void => {
			frames.push(now - last);
			last = now;
			send("pointermove", width / 2 + 100 * Math.sin(++turn / 5));
			if (now - begin > milliseconds) {
				done();
			} else {
				requestAnimationFrame(step);
			}
		};
		requestAnimationFrame(step);
	});
	send("pointerup", width / 2);
	return frames.slice(2);
}
