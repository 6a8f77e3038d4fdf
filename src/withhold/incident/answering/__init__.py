"""Answering for each person: what comes first, what may follow, and that each of the N ends in one state."""
