"""Spellings of one name part brought together: rules, tables of spellings, the scripts of the world."""
