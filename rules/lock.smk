# Only one run at a time may write to a results folder; see latentaudio/workflow/run_lock.py.

from snakemake.logging import logger
from latentaudio.workflow.run_lock import JobLock, RunLock, check_disk

# Snakemake's own lock remains when Snakemake is killed, and ignores jobs that outlive it. This lock is
# held for the run by the main process, and for a job by the process that a cluster starts for it.
LOCK = RunLock(Path(RESULTS)) if workflow.is_main_process else JobLock()


def lock():
    try:
        LOCK.acquire()
    except LatentAudioError as error:
        raise WorkflowError(str(error)) from None


if not workflow.is_main_process:
    lock()


# Not called by dry runs and reports, nor when there is nothing to do.
onstart:
    lock()


# When the disk is full, the logs of the jobs are empty.
onerror:
    try:
        check_disk(Path(RESULTS))
    except LatentAudioError as error:
        logger.error(str(error))
