"""A publishable copy: only visible content that nothing speaks against, rebuilt, and judged again."""
