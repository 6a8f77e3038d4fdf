"""What the old formats of Office share: the compound file, its property sets, objects and remains."""
