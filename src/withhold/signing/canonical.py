"""Canonical JSON (RFC 8785): the one spelling of an object that signatures are made over."""

from typing import Any

import rfc8785


def canonical(obj: Any) -> bytes:
    """The RFC 8785 form of `obj`, in UTF-8.

    Raises ValueError for what has none: numbers beyond 2**53, NaN, lone surrogates, other types.
    """
    return rfc8785.dumps(obj)
