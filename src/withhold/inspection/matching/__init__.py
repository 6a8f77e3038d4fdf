"""Looks for the people of a register in the pieces of one document."""

from withhold.inspection.matching.witness import STRONG, Matching

__all__ = ["STRONG", "Matching"]
