"""What was public, where, from when to when: from evidence, with bounds."""
