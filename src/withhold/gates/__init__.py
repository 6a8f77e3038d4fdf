"""Gates: where documents become public. Nothing passes that was not inspected and cleared."""
