"""Towns and houses of immigration custody that read like names of people."""

_PHRASES_TEXT = """
otay mesa|mesa verde|el valle|la palma|la salle|val verde|san luis|port isabel|pine prairie|krome north
desert view|golden state|rio cosumnes|rolling plains|south louisiana|south texas|los fresnos
la villa|big spring
brooks house|tinsley house|morton hall|campsfield house|yarl's wood|larne house|pennine house
christmas island|manus island
"""
CUSTODY_PLACES = tuple(
    phrase for line in _PHRASES_TEXT.split("\n") for phrase in line.split("|") if " " in phrase
)
"""Folded, of several words, as published by the authorities of the United States, Britain and Australia."""
