"""The response to a publication that should not have been: case, exposure, takedown, trace."""
