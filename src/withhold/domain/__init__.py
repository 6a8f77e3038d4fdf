"""The words of Withhold as values: pieces read, people found, the verdict. Standard library only."""
