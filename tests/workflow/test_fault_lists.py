"""The fault tests, which are run by hand, keep up with the jobs and artifacts that there are."""

import pytest
from faults.every_job import KILLED, KILLS, NOT_STARTED, SPARED, every_kind, kinds_made
from faults.small_project import CONFIGS
from places import REPOSITORY

pytestmark = pytest.mark.workflow


def test_every_program_is_killed_or_said_to_be_spared():
    programs = {path.stem for path in (REPOSITORY / "scripts").glob("*/*.py")}
    assert len(programs) > 40
    assert KILLED & set(SPARED) == set()
    assert KILLED | set(SPARED) == programs
    assert KILLS.keys() == CONFIGS.keys()


def test_every_kind_is_made_by_a_program_that_the_fault_tests_kill_or_do_not_start():
    kinds = every_kind()
    assert len(kinds) > 20
    assert len({kind.name for kind in kinds}) == len(kinds)
    # Rules have the names of their programs.
    not_started = {program for program, why in SPARED.items() if why == NOT_STARTED}
    assert {kind.made_by for kind in kinds if kind.made_by} <= KILLED | not_started
    made = {run: kinds_made(run) for run in KILLS}
    assert len(made["tones"]) > 20
    assert len(made["known"]) > 5
    assert len(made["predicted"]) > 4
    damaged = [kind for kinds in made.values() for kind in kinds]
    expected = {kind for kind in kinds if kind.made_by not in not_started}
    assert set(damaged) == expected
