"""The JSON API: one description of all operations, tokens for programs."""
