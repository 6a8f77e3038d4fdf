"""Where the key is when nobody says where. A module of its own: `--help` reads it and no cryptography."""

DEFAULT_KEY = "WITHHOLD_KEY"
"""The variable that holds the key where none is given."""
