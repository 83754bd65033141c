"""The lines by which the databases part their articles."""

from __future__ import annotations

import re

# "17 of 100 DOCUMENTS" before each article (Nexis until 2018, in several languages).
NUMBERED = re.compile(
    r"(?:FOCUS - )?(?:DOCUMENTO? |Document |Dokument )?(\d{1,5}) (?:of|von|de|van|di|sur) (\d{1,5})"
    r"(?: (?:DOCUMENT|DOKUMENT|DOCUMENTO)[A-Z]{0,3})?"
)
NUMBERED_WORDS = ("DOCUMENT", "DOKUMENT", "Document", "Dokument")
# "End of Document" behind each article (Nexis Uni, Nexis Advance and the like).
ENDED = re.compile(r"(?:End of Document|Ende des Dokuments|Fin du document|Fin del documento|Einde van document)", re.I)
ENDED_WORDS = ("End of Document", "Ende des Dokuments", "Fin du document", "Fin del documento", "Einde van document")
# "Document GRDN000020180403ee4300012" behind each article (Factiva); with the codes of its fields a row "AN".
FACTIVA = re.compile(
    r"(?:AN[\s|]+)?(?:Document|Dokument|Documento|Документ|文件)\s+((?=[A-Z]{1,12}\w*\d{6})[A-Za-z0-9_]{12,40})"
)
FACTIVA_WORDS = ("Document ", "Dokument ", "Documento ", "Документ ", "文件 ", "Document\t", "Document\u00a0")
FACTIVA_LENGTH = re.compile(
    r"(\d{1,3}(?:[,.\s\u00a0\u202f]?\d{3})*)\s?"
    r"(?:words?|Wörter|mots|palabras|parole|palavras|woorden|ord|слов[а-я]*|字|words)",
    re.IGNORECASE,
)
RULED = re.compile(r"([=*_#~-])\1{4,}|(?:[*=_-] ){3,}[*=_-]")  # a line of signs between two articles
