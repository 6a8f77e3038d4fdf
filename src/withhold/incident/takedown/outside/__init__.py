"""Looks from outside, again and again, until what was taken down is gone and stays gone."""
