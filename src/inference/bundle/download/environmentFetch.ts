import { EnvHttpProxyAgent, fetch } from "undici";
import { Failure } from "../../../science/failure.ts";
import type { Fetch } from "./transport.ts";

/**
 * A `fetch` that goes through the proxies that the environment names: `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, in capitals or not.
 *
 * For the command line only: Node's own learnt it in version 22.21 and wants `NODE_USE_ENV_PROXY` for it; VS Code's follows the settings.
 *
 * @throws Failure `bad-proxy` where a proxy is no address
 */
export function environmentFetch(environment: Readonly<Record<string, string | undefined>> = process.env): Fetch {
	const named = (name: string): string => environment[name.toLowerCase()] || environment[name] || "";
	const httpProxy = named("HTTP_PROXY");
	const dispatcher = proxies({ httpProxy, httpsProxy: named("HTTPS_PROXY") || httpProxy, noProxy: named("NO_PROXY") });
	return (url, init) => fetch(url, { ...init, dispatcher });
}

/** Empty strings keep the agent from looking into the environment by itself. */
function proxies(options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent {
	try {
		return new EnvHttpProxyAgent(options);
	} catch (error) {
		throw new Failure("bad-proxy", "The proxy in the environment is no address: HTTP_PROXY and HTTPS_PROXY must be like http://proxy.example.org:8080. Correct or remove them.", { detail: String(error), cause: error });
	}
}
