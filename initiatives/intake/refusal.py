"""Why a document is not read: one exception, with a named reason and what the editor can do."""

#: Every reason a document can be refused for, with the words that tell an editor how to mend it.
REASONS = {
    "empty": "Paste or choose a document that holds text.",
    "too large": "Split the document, or paste only its text.",
    "too much text": "Split the document: a statement or fact sheet is never this long.",
    "too many blocks": "Paste only the text of the statement, without long tables.",
    "nested too deep": "Paste the text instead: the mark-up is damaged.",
    "not a text": "Save the document as plain text (UTF-8), HTML, .docx, .hwpx or PDF with text.",
    "unknown format": "Save the document as plain text (UTF-8), HTML, .docx, .hwpx or PDF with text.",
    "old Word format": "Open the document in a word processor and save it as .docx.",
    "old Hangul format": "Open the document in Hangul and save it as .hwpx or PDF, or paste its text.",
    "Outlook format": "Save the mail as .eml, or paste its text.",
    "inserted part": "Open the document in Word, save it again as .docx, or paste its text.",
    "macros": "Save the document as .docx without macros.",
    "document type declaration": "Save the document again from a word processor: its XML declares entities.",
    "packed too tightly": "Save the document again from a word processor, or paste its text.",
    "too many files inside": "Save the document again from a word processor, or paste its text.",
    "archive inside": "Remove embedded files from the document, or paste its text.",
    "damaged": "Open the document in the program it was made with and save it again, or paste its text.",
    "encrypted": "Remove the password and save the document again.",
    "no pages": "Choose a PDF that has pages.",
    "no text": "Choose a document that holds text, or paste its text: a scanned picture holds none.",
    "scan": "This is a scanned picture: paste the text instead.",
    "nothing to be seen": "Paste the text that is to be read.",
    "too many pages": "Split the PDF: a statement or fact sheet is never this long.",
    "memory": "Paste the text instead: reading this file takes more memory than is allowed.",
    "time": "Paste the text instead: reading this file takes more time than is allowed.",
    "failed": "Paste the text instead: the reader stopped on this file.",
}


class NotRead(Exception):
    """A document that is not read: `reason` is a key of REASONS, the message tells the limit and the remedy."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail} {REASONS[reason]}")
