// Stands in for @vscode/native-watchdog, a native addon that npm's package leaves to a compiler: ends the extension
// host when the server that started it is gone.

/** @param {number} pid */
exports.start = (pid) => {
	setInterval(() => {
		try {
			process.kill(pid, 0);
		} catch {
			process.exit(1);
		}
	}, 1000).unref();
};

/** @param {number} [code] */
exports.exit = (code) => process.exit(code ?? 0);
