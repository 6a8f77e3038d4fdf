"""Asking others to remove what they keep: whom, with what words, what became of it, when to ask again."""
