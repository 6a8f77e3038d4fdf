"""The order of a response: the only place where its rooms are put one after the other."""
