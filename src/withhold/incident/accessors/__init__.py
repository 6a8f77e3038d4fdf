"""Accessors: who fetched the list is classified by a person, asked to destroy it, and answers."""
