"""Word lists written as one text, the way a reader checks them."""


def word_list(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()
