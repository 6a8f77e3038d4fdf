"""Accessors in the console: classified by a person, asked to destroy, and their certificates."""
