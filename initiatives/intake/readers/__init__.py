"""Readers: the bytes of a document to lines with their marks. One module per format."""
