"""Splitting a press export into documents: a page with what it would be split into, and rules at its side."""
