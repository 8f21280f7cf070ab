"""The report links to the sound map of runs that have one."""

import re

import pytest

from latentaudio.report.explorer import PAGE
from latentaudio.report.page import render


@pytest.mark.parametrize(("studies", "links"), [(["layers"], 0), (["layers", "explorer"], 1)])
def test_the_report_links_to_the_map_of_a_run_that_has_one(make_run, studies, links):
    page = render(make_run(flow_layers=(), config={"studies": studies}))
    assert len(re.findall(rf'<a href="{re.escape(PAGE)}">', page)) == links
