"""Pictures: the pixels that are seen, written anew, and nothing beside them."""
