"""Who fetched it, from logs: evidence grades, networks, bounds; never persons."""
