"""How large a document may be, and the check that names the limit it breaks."""

from initiatives.intake.refusal import NotRead

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 1_000_000
MAX_BLOCKS = 20_000
MAX_PAGES = 300
MAX_DEPTH = 2_000
MAX_PARTS = 2_000
MAX_UNPACKED = 64 * 1024 * 1024
MAX_RATIO = 200


def check_characters(count: int) -> None:
    if count > MAX_CHARACTERS:
        raise NotRead("too much text", f"The document holds {count:,} characters; the limit is {MAX_CHARACTERS:,}.")


def check_blocks(count: int) -> None:
    if count > MAX_BLOCKS:
        raise NotRead("too many blocks", f"The document has more than {MAX_BLOCKS:,} paragraphs, items and table rows.")
