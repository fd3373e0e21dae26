"""What every row of the record has: a UUID key, the same at the desk and in the public record."""

import uuid

from django.db import models


class Row(models.Model):
    """A row with a key of its own making: the public record never hands out keys."""

    id = models.UUIDField("key", primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
