"""Notices: what is said to whom, in which language, by which channel, and what proves that it arrived."""
