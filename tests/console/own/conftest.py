"""A case whose people can have a page of their own."""

from dataclasses import replace
from typing import Any

import pytest

from tests.console.counsel.making_counsel import Office
from tests.console.own.making_own import an_own_office


@pytest.fixture
def office(settings: Any) -> Office:
    """With somebody on call."""
    settings.CONFIG = replace(settings.CONFIG, on_call=("duty@example.org",))
    return an_own_office()
