"""Pictures that stand inside the mark-up of a page as letters: left out before anything is counted or read."""

import re

#: A picture, or another file, written into an address.
INSIDE = re.compile(rb"data:[\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=%\r\n\t]{100,}")


def without_pictures(data: bytes) -> bytes:
    """The mark-up with the content of such addresses taken out; what is no page has none."""
    return INSIDE.sub(b"data:,", data) if b";base64," in data else data
