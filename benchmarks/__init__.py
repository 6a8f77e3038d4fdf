"""Side by side with peers and with the bound of the work itself, in one run; prints ratios."""
