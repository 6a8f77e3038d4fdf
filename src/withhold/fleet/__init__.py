"""Many documents over many processes; each shard a pure function."""
