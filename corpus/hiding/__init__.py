"""One hiding place per file, each with a benign twin that holds something harmless in the same place."""
