"""Keeps lists of people from being published by mistake, and runs the response when one was."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from withhold.inspection.api import inspect

__version__ = "0.1.0"
__all__ = ["__version__", "inspect"]


def __getattr__(name: str) -> Any:
    """`inspect` is loaded when it is first used: most commands and `--help` do without it."""
    if name == "inspect":
        from withhold.inspection.api import inspect

        return inspect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
