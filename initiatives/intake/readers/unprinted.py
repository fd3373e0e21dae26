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
        "hidden form field",
        "words in the colour of the paper",
        "words too small to read",
        "words outside the page",
        "words cut off",
        "covered words",
        "words on a layer that is switched off",
        "turned words",
        "note on the page",
    ]
)
