"""Snapshots of earlier tables: each migration that changes what a snapshot holds adds one step here.

A step takes the content of a body of its number and gives that of the next. Revisions keep the bodies they were made
with; they are upgraded when they are restored or shown, never rewritten.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from initiatives.record.aggregates import SCHEMA, Refused, canonical

Step = Callable[[dict[str, Any]], dict[str, Any]]

STEPS: dict[int, Step] = {}


def upgraded(body: str, *, steps: Mapping[int, Step] = STEPS, to: int = SCHEMA) -> str:
    """The body as the tables are now. Raises Refused for a body of a later or an unknown schema."""
    content = json.loads(body)
    while content["schema"] < to:
        step = steps.get(content["schema"])
        if step is None:
            raise Refused(f"No way is known from schema {content['schema']} to {to}: this revision cannot be restored.")
        content = {**step(content), "schema": content["schema"] + 1}
    if content["schema"] > to:
        raise Refused(f"This body has schema {content['schema']}, later than the site's {to}. Update the site first.")
    return canonical(content)
