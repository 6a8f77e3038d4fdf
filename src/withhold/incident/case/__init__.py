"""A case: what is known, who did what and why, which clocks run; pure rules and their ports."""
