"""Values turned into words for a reader."""
