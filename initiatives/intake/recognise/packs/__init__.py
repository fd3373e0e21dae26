"""What is known of Japanese and of Korean before anything is read in them: a pack for each."""

from initiatives.intake.recognise.packs import japanese, korean
from initiatives.intake.recognise.packs.pack import Pack

PACKS: dict[str, Pack] = {"ja": japanese.PACK, "ko": korean.PACK}
