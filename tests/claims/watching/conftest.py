"""A site on loopback that watched sources are of."""

import pytest

from tests.claims.ingestion.conftest import Site
from tests.loopback import serving


@pytest.fixture
def site(settings):
    with serving(Site()) as server:
        settings.FETCH_ALLOW = [server.place]
        settings.SECONDS_BETWEEN_FETCHES = 0
        yield server
