"""Immutable generations of everything that can be found: vectors, terms, passages and the sources' texts."""
