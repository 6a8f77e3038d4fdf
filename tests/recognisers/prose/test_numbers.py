"""Numbers without a label in sentences: somebody's beside a name, nobody's alone."""

import pytest

from withhold.domain.fields import Field
from withhold.recognisers import prose


@pytest.mark.parametrize("number", ["A512345678", "A-798234561", "A#345678123"])
def test_an_alien_number_beside_a_name_is_that_persons(number: str) -> None:
    (mention,) = prose.read(f"Rosa Tzoc ({number}) was moved to another facility on 3 June.")
    assert mention.fields[Field.ALIEN_NUMBER] == number[-9:]


def test_the_same_writing_without_anybody_is_a_code() -> None:
    assert prose.read("Replace the pump with part A512345678 before winter.") == []
