"""Countries: the three parties, and wherever meetings and activities took place."""

from typing import Self

from django.db import models
from django.utils.translation import get_language

from initiatives.models.rows import Row, RowQuerySet
from initiatives.validators import validate_alpha_3


class CountryQuerySet(RowQuerySet["Country"]):
    def parties(self) -> Self:
        """The three parties, in the order of the language being read (日米韓, 한미일)."""
        return self.filter(party=True).order_by(f"position_{(get_language() or 'en')[:2]}", "code")


class Country(Row):
    natural = ("code",)

    code = models.CharField(
        "ISO 3166 code",
        max_length=3,
        unique=True,
        validators=[validate_alpha_3],
        help_text="Three capital letters of ISO 3166-1, for example JPN.",
    )
    name = models.CharField(max_length=100, help_text="As headings and labels print it: United States, Japan.")
    short_name = models.CharField(max_length=40, help_text="After the first use on a page: ROK.")
    formal_name = models.CharField(max_length=100, blank=True, help_text="As the sources print it in full.")
    party = models.BooleanField("one of the three parties", default=False)
    position_en = models.PositiveSmallIntegerField("order in English", default=9)
    position_ja = models.PositiveSmallIntegerField("order in Japanese", default=9, help_text="日米韓: Japan first.")
    position_ko = models.PositiveSmallIntegerField("order in Korean", default=9, help_text="한미일: ROK first.")

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "countries"
        ordering = ("position_en", "code")
        indexes = [models.Index(fields=["position_en", "code"], name="country_order")]

    def __str__(self) -> str:
        return self.name

    @property
    def position(self) -> int:
        """The place of this country among the three in the language being read."""
        return int(getattr(self, f"position_{(get_language() or 'en')[:2]}", self.position_en))
