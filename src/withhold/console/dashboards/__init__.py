"""Across cases: how long it took to detect, to remove, to hold, to notify."""
