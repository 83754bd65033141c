"""The place Review: all codings as a table, found by a query line, and changed many at a time; and words in context.

What it shows it is given; `annotator.ui.reviewing` joins it to the project.
"""
