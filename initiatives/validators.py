"""What a single value of the record must look like."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

validate_alpha_3 = RegexValidator(r"\A[A-Z]{3}\Z", "Write the three capital letters of ISO 3166-1, for example JPN.")
validate_sha256 = RegexValidator(r"\A[0-9a-f]{64}\Z", "Write the SHA-256 as 64 hexadecimal digits.")
validate_clock = RegexValidator(r"\A(?:[01]\d|2[0-3]):[0-5]\d\Z", "Write the time of day as 14:00 or 09:30.")
validate_passage_number = RegexValidator(
    r"\A(?:\d+(?:\.\d+)?|h\d+)\Z", "Write a paragraph (3), a sentence (3.2), a front line (0.1) or a heading (h1)."
)

BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def validate_plain_text(value: str) -> None:
    """Refuses control and direction-changing characters, which can make words read otherwise than they are stored.

    Source: Unicode Technical Standard 55, Source Code Handling, on directional formatting characters.
    """
    for character in value:
        if character in BIDI_CONTROLS or (
            unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\r\t"
        ):
            message = "The text holds the invisible character U+%(code)04X. Remove it and save again."
            raise ValidationError(message, code="invisible", params={"code": ord(character)})
