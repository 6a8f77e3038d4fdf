"""Finds every address and every operation of the API, and puts a probe where the work would be done."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from withhold.console.access.deciding import OPERATION
from withhold.console.access.interface import Operation

_ROUTE = re.compile(r"<(?:(\w+):)?(\w+)>")
_VALUES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "x",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "": "1",
}


@dataclass(frozen=True)
class Place:
    """One address with one method. `address` holds {case} where the case's id goes."""

    address: str
    method: str
    operation: Operation | None
    name: str
    of_library: bool
    of_api: bool
    probed: Callable[[], Any]
    """A context manager: as long as it is open, a request that is let in adds to the list that it gives."""


@cache
def places() -> tuple[Place, ...]:
    """Everything that can be reached."""
    found = list(_walk(get_resolver().url_patterns, ""))
    assert len({(place.address, place.method) for place in found}) > 20, "the walk found too little"
    return tuple(found)


def _walk(patterns: list[Any], before: str) -> Iterator[Place]:
    for pattern in patterns:
        route = before + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            owner = _api_of(pattern.callback)
            if owner is None:
                yield from _page(pattern, route)
            else:
                yield from _operations(owner, route)


def _api_of(view: Any) -> Any:
    """The PathView that stands behind a callback of the API; None for a page."""
    for cell in getattr(view, "__closure__", None) or ():
        if type(cell.cell_contents).__name__ == "PathView":
            return cell.cell_contents
    return None


def _page(pattern: URLPattern, route: str) -> Iterator[Place]:
    view = pattern.callback
    operation = getattr(view, OPERATION, None)
    address = "/" + _ROUTE.sub(lambda part: _value(part[1] or "str", part[2]), route)
    guard = _guard_of(view) if operation is not None else None
    yield Place(
        address,
        "GET",
        operation,
        pattern.name or address,
        operation is None and "allauth" in str(getattr(view, "__module__", "")),
        False,
        partial(_replaced, guard),
    )


def _operations(path_view: Any, route: str) -> Iterator[Place]:
    address = "/" + _ROUTE.sub(lambda part: _value(part[1] or "", part[2]), route)
    for operation in path_view.operations:
        declared = getattr(operation.view_func, OPERATION, None)
        guard = _guard_of(operation.view_func) if declared is not None else None
        for method in operation.methods:
            yield Place(
                address,
                method,
                declared,
                f"{method} {route}",
                False,
                True,
                partial(_replaced_operation, operation, guard),
            )


def _value(kind: str, name: str) -> str:
    return "{case}" if name == "case_id" else _VALUES[kind]


def _guard_of(view: Any) -> Any:
    """The guard itself, under whatever decorators stand before it."""
    while view is not None:
        if view.__code__.co_name == "asked" and "withhold/console/access" in view.__code__.co_filename:
            return view
        view = getattr(view, "__wrapped__", None)
    raise AssertionError("a view says what it does, but no guard stands before it")


@contextmanager
def _replaced(guard: Any) -> Iterator[list[str]]:
    """Instead of what the guard lets in, a probe: nothing is done, and one sees that it would have been."""
    reached: list[str] = []

    def probe(_request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        reached.append("reached")
        return HttpResponse("reached")

    cell = guard.__closure__[guard.__code__.co_freevars.index("view")]
    before = cell.cell_contents
    cell.cell_contents = probe
    try:
        yield reached
    finally:
        cell.cell_contents = before


@contextmanager
def _replaced_operation(operation: Any, guard: Any) -> Iterator[list[str]]:
    """As above; what a body or a query has to hold is not asked, so that the guard is what decides."""
    models = operation.models
    operation.models = [model for model in models if model.__ninja_param_source__ == "path"]
    try:
        with _replaced(guard) as reached:
            yield reached
    finally:
        operation.models = models
