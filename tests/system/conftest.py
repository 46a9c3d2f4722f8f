"""A served desk and Debian's Chromium to look at it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.served import served
from tests.chromium import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the desk of Dortmund is served."""
    with served(tmp_path_factory.mktemp("data")) as service:
        yield service.url
