"""From a reading, the desk and the editors’ decisions to a draft round, step by step. Reads and writes no database."""

from initiatives.intake.drafting.builder import build

__all__ = ["build"]
