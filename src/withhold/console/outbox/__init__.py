"""What the console sends: mail and webhooks, with attempts and proof; nothing is sent from a view."""
