"""Search services that are asked for places of copies, without telling them anybody's name."""
