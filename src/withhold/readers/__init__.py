"""Bytes to pieces: one file per format, one file per hiding place of OOXML. Runs only in the sandbox."""
