/** Commands of this face. Those without a title in package.json are for our own lists only. */
export const commands = {
	/** Asks about a file, a URI that was given, or the active one, and annotates it. */
	annotateFile: "biomedgpt.annotateFile",
	annotateSelection: "biomedgpt.annotateSelection",
	annotateDataFrame: "biomedgpt.annotateDataFrame",
	pause: "biomedgpt.jobs.pause",
	resume: "biomedgpt.jobs.resume",
	cancel: "biomedgpt.jobs.cancel",
	openOutput: "biomedgpt.jobs.openOutput",
	openReport: "biomedgpt.jobs.openReport",
	showFailed: "biomedgpt.jobs.showFailed",
	reveal: "biomedgpt.jobs.reveal",
	/** Begins again from the first row. */
	again: "biomedgpt.jobs.again",
	/** Deletes what was done of an unfinished job. */
	discard: "biomedgpt.jobs.discard",
	/** Takes a finished job off the list; its files stay. */
	remove: "biomedgpt.jobs.remove",
} as const;

/** The view of jobs, and the key that shows it where there are any. */
export const JOBS_VIEW = "biomedgpt.jobs";
export const HAS_JOBS = "biomedgpt.hasJobs";
