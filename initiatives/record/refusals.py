"""Why something cannot be done with the record: the one exception whose reasons people read, and its family's root."""


class Refused(Exception):
    """What was asked for cannot be done; ``reasons`` say why, one readable sentence each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = list(reasons)
