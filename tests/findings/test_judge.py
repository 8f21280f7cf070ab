"""Every study that a run can have is known where claims are judged."""

from settings import schema

from latentaudio.findings.judge import STUDIES


def test_every_study_of_the_configuration_is_judged():
    assert set(STUDIES) == set(schema()["properties"]["studies"]["items"]["enum"])
