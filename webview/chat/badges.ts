import type { ChatStrings, MentionModel } from "../protocol.ts";
import { visible } from "../ui/text.ts";
import { placesOf } from "./mentions.ts";

/** Puts a badge behind each structure that stands in a rendered text: valid, or "not a molecule" with a reason that opens on demand. */
export function addBadges(host: HTMLElement, mentions: readonly MentionModel[], strings: ChatStrings): void {
	const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
	const texts: Text[] = [];
	while (walker.nextNode() !== null) {
		texts.push(walker.currentNode as Text);
	}
	for (const text of texts) {
		// From the end: what comes before a place stays where it is.
		for (const { mention, from, to } of [...placesOf(text.data, mentions)].reverse()) {
			const rest = text.splitText(to);
			const mentioned = document.createElement("bdi");
			mentioned.className = "mention";
			mentioned.append(text.splitText(from));
			rest.before(mentioned, ...badge(mention, strings));
		}
	}
}

function badge(mention: MentionModel, strings: ChatStrings): readonly HTMLElement[] {
	return mention.problem === undefined ? [validBadge(mention, strings)] : invalidBadge(mention, mention.problem, strings);
}

function validBadge({ label }: MentionModel, strings: ChatStrings): HTMLElement {
	const sign = document.createElement("span");
	sign.className = "badge badge-valid codicon codicon-check";
	sign.role = "img";
	sign.ariaLabel = [strings.valid, visible(label)].filter((each) => each !== "").join(", ");
	sign.title = sign.ariaLabel;
	sign.dataset["testid"] = "badge-valid";
	return sign;
}

/** A button, so that the reason is there for a keyboard and for a finger too. */
function invalidBadge({ label }: MentionModel, problem: string, strings: ChatStrings): readonly HTMLElement[] {
	const reason = document.createElement("span");
	reason.className = "badge-reason";
	reason.hidden = true;
	reason.textContent = visible(problem);
	reason.dataset["testid"] = "badge-reason";
	const button = document.createElement("button");
	button.type = "button";
	button.className = "badge badge-invalid";
	button.textContent = strings.notMolecule;
	button.title = visible([label, problem].filter((each) => each !== "").join("\n"));
	button.ariaExpanded = "false";
	button.ariaDescription = visible(problem);
	button.dataset["testid"] = "badge-invalid";
	button.addEventListener("click", () => {
		reason.hidden = !reason.hidden;
		button.ariaExpanded = String(!reason.hidden);
	});
	return [button, reason];
}
