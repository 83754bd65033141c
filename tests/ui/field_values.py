"""A project whose codebook asks for fields of every kind, for the journeys and the pictures of fields."""

from __future__ import annotations

from pathlib import Path

from annotator.operations import cases
from annotator.store.handle import Project
from taxonomy.codes import Codebook
from taxonomy.loading import load_text
from tests.builders import add_text, make_project

BOOK = """format = 1
[codebook]
id = "firms"
name = "Firms and ministries"
version = "1"
[[case_type]]
id = "company"
name = "Company"
attribute = [
  { id = "country", name = "Country", type = "text" },
  { id = "kind", name = "Kind", type = "choice", options = ["civil", "arms maker", "both"] },
  { id = "founded", name = "Founded", type = "date" },
]
[[case_type]]
id = "agency"
name = "Agency"
[[field]]
id = "voice"
name = "Who says it"
type = "choice"
options = ["own words", "reporter", "named source", "unnamed source"]
[[field]]
id = "certainty"
name = "Certainty"
type = "choice"
options = ["stated", "likely", "rumoured"]
[[code]]
id = "contract"
name = "Government contract"
definition = "Work for a ministry or an agency."
key = "g"
criterion = "engagement"
counts = "yes"
[[code.field]]
id = "agency"
name = "Agency"
type = "text"
required = true
[[code.field]]
id = "value"
name = "Value in millions"
type = "number"
minimum = 0
[[code.field]]
id = "signed"
name = "Signed"
type = "date"
[[code.field]]
id = "uses"
name = "Uses"
type = "choice"
options = ["border", "police", "rescue"]
several = true
[[code]]
id = "people"
name = "People"
definition = "Only groups."
key = "p"
codable = false
[[code]]
id = "people.letter"
parent = "people"
name = "Open letter"
definition = "What staff wrote."
[[code]]
id = "context"
name = "Context"
definition = "Anything else."
key = "c"
[[criterion]]
id = "engagement"
name = "Engagement"
case_type = "company"
answers = [{ id = "yes", name = "Yes" }, { id = "no", name = "No", otherwise = true }]
"""
TEXT = (
    "Kestrane sold its aircraft to the border guard. Its staff signed a letter against the contract.\n"
    "Orlo Systems delivers cameras to the police, as the ministry said in 2018. Nobody was hurt.\n"
    "The board of Kestrane meets in May. Orlo is silent."
)
SECOND = "The police of the north bought cameras of Orlo Systems. Kestrane was not asked.\nThe board was told in June."


def book() -> Codebook:
    found = load_text(BOOK, "firms.toml").codebook
    assert found is not None
    return found


def fields_project(folder: Path, name: str = "fields.annot") -> Project:
    """Three texts “article”, “ministry” and “zeta”; the companies Kestrane and Orlo Systems (also Orlo)."""
    project = make_project(folder, name, codebook=book())
    add_text(project, "article.txt", TEXT)
    add_text(project, "ministry.txt", SECOND)
    add_text(project, "zeta.txt", "Nothing happened. Nobody came.")
    cases.add_case(project, "Kestrane")
    cases.add_case(project, "Orlo Systems", aliases=["Orlo"], attributes={"country": "Estonia", "rating": "B"})
    return project
