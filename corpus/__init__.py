"""The corpus: files that hide people in one known place each, their benign twins, and lawful publications.

Everything is invented and deterministic: the same seed gives the same bytes. Each file stands in a manifest
with what a correct judgement says about it. Run `python -m corpus OUT`.
"""
