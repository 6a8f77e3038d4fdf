"""The case's pages: the clock, next steps, timeline, decisions, notes, attachments, tasks."""
