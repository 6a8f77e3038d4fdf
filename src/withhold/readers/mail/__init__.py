"""Mail: messages and mailboxes, Outlook's own formats, signed envelopes, calendars and contact cards."""
