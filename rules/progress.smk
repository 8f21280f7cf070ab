# What a run shows while it goes on, and its last words; see latentaudio/progress/. Included before the
# configuration is read, about which Snakemake says something.

from snakemake.logging import logger
from latentaudio.progress.follower import RunInfo
from latentaudio.progress.handler import show_progress

# The jobs that a cluster starts have a log of their own.
if workflow.is_main_process:
    show_progress(
        logger,
        workflow.output_settings,
        RunInfo(
            results=lambda: Path(RESULTS),
            planned=lambda: workflow.dag.stats()[1],
            rules=lambda: {job.rule.name for job in workflow.dag.jobs},
        ),
    )
