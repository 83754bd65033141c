"""Codebooks: their values, their files, checking, comparing, and the built-in ones. Knows nothing of projects."""
