"""Zip archives: each member is cleaned, or kept where it is released as it is, or left out."""
