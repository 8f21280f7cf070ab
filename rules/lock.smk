# One run at a time in a results folder; see latentaudio/workflow/run_lock.py.

from snakemake.logging import logger
from latentaudio.workflow.run_lock import JobLock, RunLock, check_disk

# Snakemake's own lock outlives a killed Snakemake, and does not know of jobs that do. Ours is of the
# run in its main process, and of a job in the process that a cluster starts around a job.
LOCK = RunLock(Path(RESULTS)) if workflow.is_main_process else JobLock()


def lock():
    try:
        LOCK.acquire()
    except LatentAudioError as error:
        raise WorkflowError(str(error)) from None


if not workflow.is_main_process:
    lock()


# Not reached by dry runs and reports, nor when there is nothing to be done.
onstart:
    lock()


# On a full disk the jobs' logs are empty.
onerror:
    try:
        check_disk(Path(RESULTS))
    except LatentAudioError as error:
        logger.error(str(error))
