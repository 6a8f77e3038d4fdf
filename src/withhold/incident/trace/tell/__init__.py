"""Telling what a trace found: for programs, at a terminal, on a page, as tables."""
