"""One canonical form for a personal name: all its spellings, scripts, orders and nicknames give the same.

Used wherever people are compared across documents (register, watch, affected people). Inside one document
`text.names.name_key` is stricter and enough.
"""

from collections.abc import Iterable

from withhold.text.names import name_tokens


def name_parts(value: str) -> tuple[str, ...]:
    """The distinct parts of a full name as classes of spelling, sorted; initials and particles are left out.

    `Mohammed`, `Muhammad` and `محمد` are one class; so are `Alexey` and `Алексей`, `Bill` and `William`. A
    name of which nothing but initials is left gives an empty tuple.
    """
    return tuple(sorted({token for token in name_tokens(value) if len(token) > 1}))


def name_parts_of(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """`name_parts` of many values at once, each unique value once."""
    return {value: name_parts(value) for value in dict.fromkeys(values)}
