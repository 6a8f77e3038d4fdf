"""Holds: nobody is acted against before the effect of the leak on their case is known."""
