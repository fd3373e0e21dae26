"""Which columns stand in three languages. English is the language of the sources; the others are ours, unofficial."""

from modeltranslation.translator import TranslationOptions, translator

from initiatives import models

TRANSLATED = {
    models.Country: ("name", "short_name", "formal_name"),
    models.Tenure: ("title", "organisation"),
    models.Meeting: ("name", "city", "venue", "summary"),
    models.Delegate: ("title_translation",),
    models.Pillar: ("name", "summary"),
    models.Initiative: ("name", "summary"),
    models.Activity: ("name", "city", "convener", "level", "participants", "summary"),
    models.Reference: ("name", "summary"),
    models.Concept: ("name", "summary"),
    models.Document: ("issuers", "licence", "note", "received"),
    models.Citation: ("publisher", "note"),
}

for model, columns in TRANSLATED.items():
    translator.register(model, type(f"{model.__name__}Translation", (TranslationOptions,), {"fields": columns}))
