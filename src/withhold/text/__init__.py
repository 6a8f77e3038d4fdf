"""Normalisation of names, dates, scripts and numbers, shared by every room that compares people."""
