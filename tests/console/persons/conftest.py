"""What a test makes a rule of is forgotten after it: the desk of every other test would match with it."""

import shutil
from collections.abc import Iterator

import pytest

from withhold.console.persons.correcting import key_path, register_path


@pytest.fixture(autouse=True)
def _no_rule_is_left() -> Iterator[None]:
    yield
    shutil.rmtree(register_path().parent, ignore_errors=True)
    key_path().unlink(missing_ok=True)
