"""Evidence kept before it goes: bytes, headers, peers, logs, sealed to the recipients of the case."""
