"""An append-only record that a third party can verify: entries, Merkle tree, checkpoints, proofs."""
