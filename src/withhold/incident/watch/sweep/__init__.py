"""The organisation's own sites: every document that is public, judged when it is new or changed."""
