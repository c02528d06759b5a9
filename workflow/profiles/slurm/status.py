#!/usr/bin/env python3
"""Tells Snakemake how a Slurm job is: success, failed or running. Works with and without Slurm's accounting."""

import subprocess
import sys

GOING_ON = {"PENDING", "RUNNING", "SUSPENDED", "COMPLETING", "CONFIGURING", "STAGE_OUT", "REQUEUED", "RESIZING", "SIGNALING", "REQUEUE_HOLD", "REQUEUE_FED", "SPECIAL_EXIT", "STOPPED", "RESV_DEL_HOLD"}


def said(*command):
    """Exit code, standard output and standard error; Slurm answers late at times, and that is no failure of the job."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return run.returncode, run.stdout, run.stderr
    except (OSError, subprocess.TimeoutExpired) as error:
        return 1, "", str(error)


def state_of(job):
    """COMPLETED, CANCELLED, …; None where Slurm could not be asked."""
    code, out, error = said("scontrol", "--oneliner", "show", "job", job)
    if code == 0 and "JobState=" in out:
        return out.split("JobState=", 1)[1].split()[0]
    forgotten = "Invalid job id" in error
    # Slurm's controller forgets what ended minutes ago; its accounting does not. It may say “CANCELLED by 1000”.
    code, out, _ = said("sacct", "--jobs", job, "--allocations", "--noheader", "--parsable2", "--format=State")
    if code == 0 and out.strip():
        return out.split()[0]
    return "FORGOTTEN" if forgotten else None


# With --parsable, sbatch may put the cluster's name behind the number.
state = state_of(sys.argv[1].split(";")[0])
print("success" if state == "COMPLETED" else "running" if state is None or state in GOING_ON else "failed")
