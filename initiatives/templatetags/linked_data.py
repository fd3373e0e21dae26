"""JSON-LD data blocks. They hold data, no script: the content policy of public pages lets no script run."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()

ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag
def linked_data(data: Any) -> SafeString:
    """One data block; the characters that could end it are escaped, as in Django's json_script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str).translate(ESCAPES)
    return SafeString(f'<script type="application/ld+json">{text}</script>')
