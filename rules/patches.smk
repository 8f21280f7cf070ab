# What is changed in Snakemake itself. Each change says which version needs it, and what tells when it
# can go.

import snakemake.benchmark
import snakemake.scheduling.job_scheduler


# Needed by Snakemake 9.27.1, the newest when this was written. It looks at a job every half second for
# 15 s, and then every 30 s: of a job that took 31 s and 500 MB from its 18th second on, it saw 14 MB.
# To go when tests/workflow/test_snakemake.py::test_snakemake_alone_looks_too_rarely fails.
def look_again(timer):
    """Look next after half a second and a twentieth of the time until now, at most 30 s."""
    delay = min(0.5 * 1.05**timer._times_called, 30)
    timer._timer = snakemake.benchmark.DaemonTimer(delay, timer._action)
    timer._timer.start()


snakemake.benchmark.ScheduledPeriodicTimer._schedule = look_again


# Needed by Snakemake 9.27.1: it has no input that a job waits for, but that does not outdate it. With
# ancient(), a change of the job's own parameters is overlooked while that input is made again. To go when
# Snakemake has such an input; what is lost without it, tests/workflow/test_waiting.py shows.
WAITS = {}


def open_jobs(scheduler):
    """List the jobs that can start, but for those that wait for others."""
    dag = scheduler.workflow.dag
    left = {job.rule.name for job in dag.needrun_jobs() if not dag.finished(job)}

    def waits(job):
        members = job if job.is_group() else [job]
        return any(WAITS.get(member.rule.name, set()) & left for member in members)

    return [job for job in dag.ready_jobs if not waits(job)]


snakemake.scheduling.job_scheduler.JobScheduler.open_jobs = property(open_jobs)
