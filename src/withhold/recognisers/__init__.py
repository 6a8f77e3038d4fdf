"""Pieces to findings: identifiers, names, what columns mean, context said of people. No file access."""
