"""One strict parser for each family of log formats."""
