"""Counsel: representation with its proof, what counsel may see and ask, certificates and remedies."""
