"""The page in real browsers; what each test does is written in driver/checks/."""

import pytest
from browser.visits import SITES, names_of_checks

CHECKS = names_of_checks()


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("check", CHECKS)
def test_page(looked_at, site, check):
    looked_at.expect(site, check)
