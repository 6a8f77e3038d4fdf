"""The only outgoing requests: resolved once, connected to that address, every redirect checked again."""
