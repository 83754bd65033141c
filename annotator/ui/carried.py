"""What can be carried by the pointer from one view to another."""

PASSAGE_MIME = "application/x-annotator-passage"  # "START:END", code points of the layer shown
