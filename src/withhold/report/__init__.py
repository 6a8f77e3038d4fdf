"""Verdicts as text, JSON and JSON Lines."""
