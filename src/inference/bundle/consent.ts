import { Failure } from "../../science/failure.ts";
import { licenceDigest, type CatalogModel } from "./catalog.ts";

/** That a person has read the terms of a model and accepted them. */
export interface Consent {
	readonly licenceAccepted: true;
	/** When, as ISO 8601 in UTC. */
	readonly date: string;
	/** `licenceDigest` of the text that was shown. */
	readonly terms: string;
}

/** The consent to the terms of a model as they are now; call it when a person has accepted them. */
export function consentTo(model: CatalogModel, now = new Date()): Consent {
	return { licenceAccepted: true, date: now.toISOString(), terms: licenceDigest(model) };
}

/** Fails with `licence-not-accepted` where nobody has accepted the terms as they are now: what a message or a file brings may lack it. */
export function requireConsent(consent: Partial<Consent> | undefined, model: CatalogModel): asserts consent is Consent {
	if (consent?.licenceAccepted !== true || typeof consent.date !== "string") {
		throw new Failure("licence-not-accepted", `${model.title} is downloaded only after its licence was accepted. Read it, accept it, and download again.`);
	}
	if (consent.terms !== licenceDigest(model)) {
		throw new Failure("licence-not-accepted", `What is known of the licence of ${model.title} has changed since it was accepted. Read it again, accept it, and download again.`);
	}
}
