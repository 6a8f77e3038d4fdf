"""Compiling patterns that run over foreign text in linear time (RE2)."""

from functools import cache
from typing import Any

import re2

_MEMORY = 64 << 20
"""Bytes for the automaton of one pattern; big alternations need more than RE2's usual 8 MiB."""


@cache
def linear(pattern: str, ignore_case: bool = False, longest: bool = False) -> Any:
    """The pattern compiled by RE2, once. With `longest` the longest alternative wins instead of the first.

    RE2 writes to standard error by itself where it is not told to keep quiet; errors are raised all the same.
    """
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.longest_match = longest
    options.log_errors = False
    options.max_mem = _MEMORY
    return re2.compile(pattern, options)
