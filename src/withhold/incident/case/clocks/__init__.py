"""Deadlines of notices: the rules as data (packs/), how periods are counted, and which are running."""
