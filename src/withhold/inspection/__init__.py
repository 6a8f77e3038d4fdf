"""The only room where readers, recognisers and policy meet."""
