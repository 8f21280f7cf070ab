"""Made-up runs, written and read once per session."""

from collections.abc import Callable
from types import ModuleType

import made_up_run
import pytest
from places import REPOSITORY

from latentaudio.findings.run import Run
from latentaudio.workflow.studies import switched_off


@pytest.fixture(scope="session")
def made_up() -> ModuleType:
    return made_up_run


@pytest.fixture(scope="session")
def make_run(made_up, tmp_path_factory) -> Callable[..., Run]:
    """Write a run as planned, and read it."""

    def make(**plan) -> Run:
        config = plan.pop("config", {})
        planned = made_up.MadeUp(**plan)
        folder = tmp_path_factory.mktemp("results")
        made_up.write_run(folder, planned)
        merged = made_up.config(planned.factors)
        if planned.numeric:
            numeric = {"type": "numeric", "unit": "Hz"}
            merged["dataset"]["factors"] = dict.fromkeys(planned.factors, numeric)
        if planned.representations is not None:
            merged["studies"] = planned.studies
        for section, values in config.items():
            is_section = isinstance(values, dict)
            merged[section] = {**merged[section], **values} if is_section else values
        merged = switched_off(merged)
        return made_up_run.read(folder, planned, merged, REPOSITORY / "requirements.lock")

    return make


@pytest.fixture(scope="session")
def run(make_run) -> Run:
    """A run in which everything went as predicted."""
    return make_run(features=("log_mel",))


@pytest.fixture(scope="session")
def doubtful(make_run) -> Run:
    """A run with few groups, dependent axes, and moves with no effect beyond their controls."""
    return make_run(groups=3, own=0.3, other=0.25, random=1.0, permuted=1.0, seeds=(1,))


@pytest.fixture(scope="session")
def lonely(make_run) -> Run:
    """A run without any interval, because there are too few groups."""
    return make_run(intervals=False, moved_groups=1)


@pytest.fixture(scope="session")
def bare(make_run, made_up) -> Run:
    """A run of two factors without a flow, control network or probe."""
    return make_run(flow_layers=(), decoders=(made_up.KNN,))
