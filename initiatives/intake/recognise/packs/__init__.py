"""What is known of Japanese and of Korean before anything is read in them: a pack for each."""

from functools import cache
from importlib import import_module

from initiatives.intake.recognise.packs.pack import Pack

_MODULES = {"ja": "japanese", "ko": "korean"}
LANGUAGES = frozenset(_MODULES)


@cache
def pack_of(language: str) -> Pack:
    """The pack of a language of `LANGUAGES`, made when a document first asks for it: an English one never does."""
    found = import_module(f"{__name__}.{_MODULES[language]}").PACK
    assert isinstance(found, Pack)
    return found
