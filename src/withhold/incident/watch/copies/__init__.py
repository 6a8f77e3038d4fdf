"""Copies: keyed fingerprints of a list's rows, pages that hold such rows, and their confirmation."""
