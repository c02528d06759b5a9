import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Floors of the house (CONTRIBUTING.md): a file under `target` must not import from `from`. */
const floors = [
	{ target: "./src/science", from: ["./src/inference", "./src/annotation", "./src/evaluation", "./src/tools", "./src/editor", "./src/notebook", "./src/chat", "./src/preview", "./src/agents", "./src/vschat", "./src/annotating", "./src/evaluating", "./src/models", "./src/terminal", "./src/wording", "./src/pages", "./webview"] },
	{ target: "./src/inference", from: ["./src/annotation", "./src/evaluation", "./src/tools"] },
	{ target: "./src/annotation", from: ["./src/evaluation", "./src/tools"] },
	{ target: "./src/evaluation", from: "./src/tools" },
	{ target: "./src/tools", from: "./src/evaluation" },
	{ target: ["./src/inference", "./src/annotation", "./src/evaluation", "./src/tools"], from: ["./src/editor", "./src/notebook", "./src/chat", "./src/preview", "./src/agents", "./src/vschat", "./src/annotating", "./src/evaluating", "./src/models", "./src/terminal", "./src/wording", "./src/pages", "./webview"] },
	// What several faces say; the command line knows no VS Code, which says it in the user's language.
	{ target: "./src/terminal", from: ["./src/wording", "./src/pages"] },
	{ target: ["./src/wording", "./src/pages"], from: ["./src/editor", "./src/notebook", "./src/chat", "./src/preview", "./src/agents", "./src/vschat", "./src/annotating", "./src/evaluating", "./src/models", "./src/terminal", "./webview"] },
	...["editor", "notebook", "chat", "preview", "agents", "vschat", "annotating", "evaluating", "models", "terminal"].map((room, _, rooms) => ({
		target: `./src/${room}`,
		from: rooms.filter((other) => other !== room).map((other) => `./src/${other}`),
	})),
	{ target: ["./src/editor", "./src/notebook", "./src/chat", "./src/preview", "./src/agents", "./src/vschat", "./src/annotating", "./src/evaluating", "./src/models", "./src/terminal"], from: "./webview", except: ["./protocol.ts", "./parse.ts", "./protocol"] },
	{ target: "./src/*/**", from: ["./src/extension.ts", "./src/cli.ts"] },
	{ target: "./webview", from: "./src" },
];
/** @param {...string} names @returns {["error", object]} */
const no = (...names) => ["error", { patterns: names.map((group) => ({ group: [group], message: "Forbidden on this floor: see CONTRIBUTING.md." })) }];
const nativeAddons = ["onnxruntime-node", "node-llama-cpp"];

export default tseslint.config(
	{ ignores: ["dist", "out", "node_modules", ".vscode-host", ".vscode-test", "test-results", "models/training"] },
	...tseslint.configs.recommended,
	{
		files: ["src/**/*.ts", "webview/**/*.ts", "test/**/*.ts"],
		extends: [...tseslint.configs.recommendedTypeChecked],
		languageOptions: { parserOptions: { projectService: { defaultProject: "tsconfig.json" }, tsconfigRootDir: import.meta.dirname } },
		rules: {
			"@typescript-eslint/no-explicit-any": "error",
			"@typescript-eslint/consistent-type-imports": "error",
			"@typescript-eslint/no-floating-promises": "error",
			"@typescript-eslint/no-import-type-side-effects": "error",
			"@typescript-eslint/require-await": "off",
			"@typescript-eslint/restrict-template-expressions": "off",
		},
	},
	{
		files: ["src/**/*.ts", "webview/**/*.ts"],
		plugins: { "import-x": importX },
		rules: {
			"import-x/no-restricted-paths": ["error", { zones: floors, basePath: import.meta.dirname }],
			"import-x/no-default-export": "error",
			"import-x/no-cycle": ["error", { ignoreExternal: true }],
			"max-lines": ["warn", { max: 300, skipComments: true }],
			"no-restricted-syntax": ["error", { selector: "ExportAllDeclaration", message: "No barrels." }],
		},
	},
	{ files: ["src/science/**/*.ts"], rules: { "no-restricted-imports": no("vscode", ...nativeAddons) } },
	{ files: ["src/inference/**/*.ts"], rules: { "no-restricted-imports": no("vscode") } },
	{ files: ["src/{annotation,evaluation,tools}/**/*.ts"], rules: { "no-restricted-imports": no("vscode", ...nativeAddons) } },
	{ files: ["src/{editor,notebook,chat,preview,agents,vschat,annotating,evaluating,models,wording,pages}/**/*.ts", "src/extension.ts"], rules: { "no-restricted-imports": no(...nativeAddons) } },
	{ files: ["src/terminal/**/*.ts", "src/cli.ts"], rules: { "no-restricted-imports": no("vscode", ...nativeAddons) } },
	{ files: ["webview/**/*.ts"], rules: { "no-restricted-imports": no("vscode", "node:*", ...nativeAddons) } },
	{ files: ["webview/protocol.ts", "webview/guards.ts"], rules: { "no-restricted-imports": no("*") } },
	// The pages' messages, with their guards; they may take models of the chat's protocol.
	{ files: ["webview/protocol/*.ts"], rules: { "no-restricted-imports": ["error", { patterns: [{ regex: String.raw`^(?!\./[\w]+\.ts$|\.\./(?:protocol|guards|parse)\.ts$)`, message: "Forbidden on this floor: see CONTRIBUTING.md." }] }] } },
);
