"""The publication desk: inspect a file, see why, ask for a clearance, keep profiles and history."""
