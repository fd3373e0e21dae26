"""The reader that Japanese and Korean share: what it knows of either language is in that language's pack."""
