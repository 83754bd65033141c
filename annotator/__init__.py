"""Annotator: coding documents by hand against a taxonomy."""

__version__ = "0.1.0"
