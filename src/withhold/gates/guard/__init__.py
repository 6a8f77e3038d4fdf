"""Pulls what appears in a public folder without a valid clearance."""
