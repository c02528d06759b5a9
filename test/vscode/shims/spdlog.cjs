// Stands in for @vscode/spdlog, a native addon that npm's package leaves to a compiler. Without it VS Code has no
// log files, and every log channel in its Output panel stays empty.
const { appendFileSync, mkdirSync, renameSync, statSync } = process.getBuiltinModule("node:fs");
const { dirname } = process.getBuiltinModule("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
	/**
	 * @param {string} _type
	 * @param {string} _name
	 * @param {string} file
	 * @param {number} maxSize bytes; one older file is kept
	 */
	constructor(_type, _name, file, maxSize) {
		this.file = file;
		this.maxSize = maxSize;
		this.level = 2;
		this.plain = false;
		mkdirSync(dirname(file), { recursive: true });
	}

	/**
	 * @param {number} level
	 * @param {string} message
	 */
	write(level, message) {
		if (level < this.level) {
			return;
		}
		const time = new Date().toISOString().replace("T", " ").replace("Z", "");
		try {
			appendFileSync(this.file, this.plain ? message : `${time} [${levels[level]}] ${message}\n`);
			if (statSync(this.file).size > this.maxSize) {
				renameSync(this.file, `${this.file}.1`);
			}
		} catch {
			// Its folder is gone: the run is over, and there is nobody left to tell.
		}
	}

	/** @param {string} message */
	trace(message) {
		this.write(0, message);
	}

	/** @param {string} message */
	debug(message) {
		this.write(1, message);
	}

	/** @param {string} message */
	info(message) {
		this.write(2, message);
	}

	/** @param {string} message */
	warn(message) {
		this.write(3, message);
	}

	/** @param {string} message */
	error(message) {
		this.write(4, message);
	}

	/** @param {string} message */
	critical(message) {
		this.write(5, message);
	}

	getLevel() {
		return this.level;
	}

	/** @param {number} level */
	setLevel(level) {
		this.level = level;
	}

	clearFormatters() {
		this.plain = true;
	}

	setPattern() {}
	flush() {}
	drop() {}
}

/**
 * @param {string} name
 * @param {string} file
 * @param {number} maxSize
 */
async function create(name, file, maxSize) {
	return new Logger("rotating", name, file, maxSize);
}

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
