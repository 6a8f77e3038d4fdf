"""Holds in the console: who is held, what case systems asked, who may be acted on."""
