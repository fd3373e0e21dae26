"""What a document holds and does not print: the kinds under which readers leave it out, each shown with its name."""

KINDS = frozenset(
    [
        "hidden words",
        "struck words",
        "deleted words",
        "placeholder",
        "field code",
        "ruby reading",
        "remark in the margin",
        "running head",
        "running foot",
        "watermark",
        "words of a diagram",
        "symbol",
        "mail header",
        "words above a mail",
        "attachment",
        "form field",
    ]
)
