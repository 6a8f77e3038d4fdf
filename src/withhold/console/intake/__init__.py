"""What came in at the door, as the on-call sees it."""
