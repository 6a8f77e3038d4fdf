"""People named or described in free text."""

from withhold.recognisers.prose.headed import headed
from withhold.recognisers.prose.mention import Mention
from withhold.recognisers.prose.reading import CHUNK, read

__all__ = ["CHUNK", "Mention", "headed", "read"]
