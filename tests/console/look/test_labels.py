"""What every form of the console says of its fields."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django import forms

import withhold.console

_ROOT = Path(withhold.console.__file__).parent


def _forms() -> Iterator[type[forms.Form]]:
    for path in sorted(_ROOT.glob("*/forms*.py")):
        module = import_module(f"withhold.console.{path.parent.name}.{path.stem}")
        for one in vars(module).values():
            if isinstance(one, type) and issubclass(one, forms.Form) and one.__module__ == module.__name__:
                yield one


@pytest.mark.parametrize("form", list(_forms()), ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_label_leaves_it_to_the_page_to_say_what_is_optional(form: type[forms.Form]) -> None:
    assert [name for name, field in form.base_fields.items() if "(optional)" in str(field.label)] == []
