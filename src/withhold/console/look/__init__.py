"""How pages look: design system, theme, charts, pieces that templates share."""
