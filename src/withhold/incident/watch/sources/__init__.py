"""Where pages to scan come from: archives of the web, folders, lists of addresses, feeds."""
