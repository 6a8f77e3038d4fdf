"""The watch: what stands on the organisation's own sites and should not, swept again and again."""
