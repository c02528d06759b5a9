/** Chat templates of well-known families, taken apart into what stands around messages; and templates that would do harm. */
import { describe, expect, it } from "vitest";
import { readChatTemplate } from "../../../../src/inference/import/chatTemplate.ts";

const NONE = { bos: "", eos: "" };
const CHATML = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

describe("a chat template", () => {
	it("of ChatML gives its frames", () => {
		expect(readChatTemplate(CHATML, NONE)).toEqual({
			frames: { prologue: "", user: ["<|im_start|>user\n", "<|im_end|>\n"], assistant: ["<|im_start|>assistant\n", "<|im_end|>\n"], open: "<|im_start|>assistant\n" },
			begins: false,
			reasons: false,
		});
	});

	it("of Qwen2.5 keeps its own system text before the first question", () => {
		const template = `{%- if messages[0]['role'] != 'system' %}{{- '<|im_start|>system\nYou are helpful.<|im_end|>\n' }}{%- endif %}${CHATML}`;
		expect(readChatTemplate(template, NONE)?.frames).toMatchObject({ prologue: "<|im_start|>system\nYou are helpful.<|im_end|>\n", user: ["<|im_start|>user\n", "<|im_end|>\n"] });
	});

	it("of Llama 2 begins with the begin mark, which comes from the tokenizer, and repeats it before later questions", () => {
		const template = "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + message['content'].strip() + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ ' ' + message['content'].strip() + ' ' + eos_token }}{% endif %}{% endfor %}";
		const found = readChatTemplate(template, { bos: "<s>", eos: "</s>" });
		expect(found).toMatchObject({ begins: true, reasons: false });
		const { prologue = "", user: [before = "", after = ""] = [], assistant: [begin = "", end = ""] = [], open = "" } = found?.frames ?? {};
		expect(`${prologue}${before}Q${after}${begin}A${end}${before}R${after}${open}`).toBe("[INST] Q [/INST] A </s><s>[INST] R [/INST]");
	});

	it("of Llama 3 gives its frames", () => {
		const template = "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";
		expect(readChatTemplate(template, { bos: "<|begin_of_text|>", eos: "<|eot_id|>" })).toMatchObject({ begins: true, frames: { prologue: "", open: "<|start_header_id|>assistant<|end_header_id|>\n\n" } });
	});

	it("of Qwen3 lets the model answer without reasoning", () => {
		const template = `${CHATML.replace("{% endif %}", "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}{% endif %}")}`;
		expect(readChatTemplate(template, NONE)).toMatchObject({ reasons: false, frames: { open: "<|im_start|>assistant\n<think>\n\n</think>\n\n" } });
	});

	it("of a model that always reasons opens its reasoning, also where the model would do that itself", () => {
		const told = CHATML.replace("assistant\n' }}{% endif %}", "assistant\n<think>\n' }}{% endif %}");
		const silent = `{% set content = '</think>' %}${CHATML}`;
		for (const template of [told, silent]) {
			expect(readChatTemplate(template, NONE)).toMatchObject({ reasons: true, frames: { open: "<|im_start|>assistant\n<think>\n" } });
		}
	});

	it.each([
		["is not Jinja", "{% for %}"],
		["refuses every dialogue", "{{ raise_exception('no') }}"],
		["leaves the question out", "hello"],
		["says the question twice", "{% for m in messages %}{{ m.content }}{{ m.content }}{% endfor %}>"],
		["counts the messages", "{% for m in messages %}{{ loop.index }}: {{ m.content }}\n{% endfor %}A: "],
		["opens no answer", "{% for m in messages %}{{ m.content }}{% endfor %}"],
		["never ends", "{% for i in range(1000000000) %}{% for j in range(1000000000) %}x{% endfor %}{% endfor %}"],
		["writes without end", "{% for i in range(100000) %}{{ messages[0].content }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}"],
		["is larger than any", `{# ${"x".repeat(70_000)} #}${CHATML}`],
	])("that %s is not used", (_, template) => {
		const begin = performance.now();
		expect(readChatTemplate(template, NONE)).toBeUndefined();
		expect(performance.now() - begin).toBeLessThan(3000);
	});

	it("cannot reach anything of ours", () => {
		expect(readChatTemplate(`{{ messages.constructor.constructor('return process')().exit(1) }}${CHATML}`, NONE)).toBeUndefined();
		expect(readChatTemplate(`{{ ''.__class__ }}{{ raise_exception.constructor('throw 1')() }}${CHATML}`, NONE)).toBeUndefined();
	});
});
