"""Packs and profiles as data, judged by CEL conditions into a verdict with named reasons."""
