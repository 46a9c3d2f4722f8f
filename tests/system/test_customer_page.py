"""The customer's page and the desk's in a browser: axe-core finds nothing, nothing scrolls sideways at 360 px."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.invitations.pictures import Pictures, pictures


@pytest.fixture(scope="module")
def made(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    return pictures(tmp_path_factory.mktemp("pictures"), browser)


def test_nobody_is_kept_out(made: Pictures):
    assert len(made.violations) == 18
    assert not any(made.violations.values())


def test_nothing_is_wider_than_a_phone(made: Pictures):
    assert made.wide == []
    assert all(Path(file).stat().st_size > 1000 for file in made.files)
