"""Records as Snakemake logs them."""

import logging


def record(event: str | None, text: str = "", level: int = logging.INFO, **parts):
    made = logging.LogRecord("snakemake.logging", level, "x.py", 1, text, None, None)
    for name, part in {"event": event, **parts}.items():
        if part is not None:
            setattr(made, name, part)
    return made


def begun(job: int, rule: str, **parts):
    known = {"rule_msg": None, "wildcards": {}, "is_checkpoint": False, **parts}
    return record("job_info", jobid=job, rule_name=rule, **known)


def done(job: int):
    return record("job_finished", job_id=job)


def failed(job: int, rule: str, *logs, indent: bool = False):
    parts = {"jobid": job, "rule_name": rule, "log": [str(log) for log in logs], "indent": indent}
    return record("job_error", "Error", logging.ERROR, **parts)
