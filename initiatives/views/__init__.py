"""Public pages: nouns, nearly empty. What they read is named in the querysets; what they show is in the templates."""
