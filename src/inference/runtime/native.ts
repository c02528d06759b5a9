import { Failure } from "../../science/failure.ts";

/** A native package or its library; fails with `native-missing` where this platform has none that loads. */
export async function native<T>(name: string, loading: Promise<T>): Promise<T> {
	try {
		return await loading;
	} catch (error) {
		throw new Failure("native-missing", `${name} cannot be loaded on this machine (${process.platform}-${process.arch}). Install the extension's package for this platform.`, { cause: error, detail: String(error) });
	}
}
