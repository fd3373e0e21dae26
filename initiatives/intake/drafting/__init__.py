"""From a reading, the desk and the editors’ decisions to a draft round, step by step. Reads and writes no database."""

from initiatives.intake.drafting.builder import build
from initiatives.intake.drafting.decisions import Decided
from initiatives.intake.drafting.facts import Facts

__all__ = ["Decided", "Facts", "build"]
