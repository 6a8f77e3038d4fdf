"""One door for the tests of a run that only ask it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.door.running import Door, a_door


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A door behind a trusted proxy on this machine, so that tests knock from addresses of their own."""
    home: Path = tmp_path_factory.mktemp("door") / "home"
    with a_door(home, 'trusted = ["127.0.0.0/8"]\n') as opened:
        yield opened
