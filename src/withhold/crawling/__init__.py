"""Where a site leads: addresses in one spelling, the links of its pages, listings of folders and buckets."""
