"""Notices in the console: texts and their reviews, deliveries and what proves them."""
