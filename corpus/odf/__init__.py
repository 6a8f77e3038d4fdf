"""A low-level writer of OpenDocument 1.3 spreadsheets (part 3), zipped (ods) or flat (fods)."""
