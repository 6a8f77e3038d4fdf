"""Whole pieces of a response, from beginning to record: what the commands and the console share."""
