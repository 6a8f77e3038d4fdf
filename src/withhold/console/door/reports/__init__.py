"""What the door keeps: ciphertext, days, and nothing else."""
