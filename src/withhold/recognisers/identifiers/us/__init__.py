"""Numbers of people in the United States."""

from withhold.recognisers.identifiers.us import alien, other, social_security

SCHEMES = (*alien.SCHEMES, *social_security.SCHEMES, *other.SCHEMES)
