"""Personal names in every script and order, told from places, bodies, products and words."""

from withhold.recognisers.names.prose import spot
from withhold.recognisers.names.spans import NameSpan
from withhold.recognisers.names.whole import likelihood, plausible, plausible_among, share, token_kind

__all__ = ["NameSpan", "likelihood", "plausible", "plausible_among", "share", "spot", "token_kind"]
