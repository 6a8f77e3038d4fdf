"""Rows of tables: whom they speak of, what is private there, how their cells are hidden."""
