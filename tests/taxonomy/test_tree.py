"""The tree of codes: order, paths, what is inherited; whatever the parents say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from taxonomy import builtin
from taxonomy.codes import Code, Codebook, Field, FieldType
from taxonomy.tree import circles, key_conflicts, keys, tree_of


def book(*codes: Code) -> Codebook:
    return Codebook("x", "X", codes=codes, fields=(Field("voice", "Voice", FieldType.TEXT),))


FAMILY = book(
    Code("c", "Child", "p", fields=(Field("size", "Size", FieldType.NUMBER),), counts="no"),
    Code("p", "Parent", colour="#111111", criterion="k", counts="yes", fields=(Field("form", "Form", FieldType.TEXT),)),
    Code("o", "Other"),
    Code("g", "Child", "c", colour="#222222"),
    Code("b", "Brother", "p"),
)


def test_children_stand_in_the_order_of_the_codebook() -> None:
    tree = tree_of(FAMILY)
    assert [code.id for code in tree.children()] == ["p", "o"]
    assert [code.id for code in tree.children("p")] == ["c", "b"]
    assert [code.id for code in tree.in_order()] == ["p", "c", "g", "b", "o"]
    assert [code.id for code in tree.descendants("p")] == ["c", "g", "b"]
    assert tree.descendants("o") == ()


def test_a_path_is_made_of_names() -> None:
    tree = tree_of(FAMILY)
    assert tree.path("g") == ("Parent", "Child", "Child")
    assert (tree.depth("p"), tree.depth("g")) == (0, 2)
    assert tree.parent("p") is None


def test_criterion_counts_colour_and_fields_come_from_above_until_set() -> None:
    tree = tree_of(FAMILY)
    assert [tree.criterion(each) for each in "pcgbo"] == ["k", "k", "k", "k", None]
    assert [tree.counts(each) for each in "pcgbo"] == ["yes", "no", "no", "yes", None]
    assert [tree.colour(each) for each in "pcgbo"] == ["#111111", "#111111", "#222222", "#111111", None]
    assert [field.id for field in tree.fields("g")] == ["form", "size"]
    assert [field.id for field in tree.all_fields("b")] == ["voice", "form"]


def test_a_circle_is_cut_and_a_lost_parent_is_none() -> None:
    tree = tree_of(book(Code("a", "A", "b"), Code("b", "B", "a"), Code("s", "S", "s"), Code("l", "L", "gone")))
    assert [code.id for code in tree.children()] == ["a", "s", "l"]
    assert tree.path("b") == ("A", "B")
    assert {code.id for code in tree.in_order()} == {"a", "b", "s", "l"}


def test_of_two_codes_with_one_id_the_first_counts() -> None:
    tree = tree_of(book(Code("a", "First"), Code("a", "Second")))
    assert [code.name for code in tree.in_order()] == ["First"]


def test_five_thousand_codes_in_one_line_are_no_limit() -> None:
    chain = book(*(Code(f"c{n}", f"N{n}", f"c{n - 1}" if n else None) for n in range(5000)))
    tree = tree_of(chain)
    assert tree.depth("c4999") == 4999
    assert len(tree.descendants("c0")) == 4999
    assert circles(book(*(Code(f"c{n}", "N", f"c{(n + 1) % 5000}") for n in range(5000))))[0][-1] == "c4999"


@given(st.lists(st.none() | st.integers(0, 7), max_size=8))
def test_every_code_is_shown_once_whatever_its_parents(parents: list[int | None]) -> None:
    codes = tuple(Code(str(n), str(n), None if above is None else str(above)) for n, above in enumerate(parents))
    tree = tree_of(book(*codes))
    assert sorted(code.id for code in tree.in_order()) == sorted(code.id for code in codes)
    for circle in circles(book(*codes)):
        for member, above in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert parents[int(member)] == int(above)


def test_keys_lead_to_their_codes() -> None:
    found = keys(builtin.load("tech-military"))
    assert (found["d"], found["dr"], len(found)) == ("dual_use", "dual_use.recognition", 34)


def test_what_is_wrong_with_keys_is_said_and_such_keys_lead_nowhere() -> None:
    troubled = book(
        Code("a", "A", key="a"), Code("b", "B", "a", key="ab"), Code("c", "C", "a", key="ab"),
        Code("d", "D", "a", key="xb"), Code("e", "E", "a", key="aa"), Code("f", "F", key="ff"),
        Code("g", "G", key="3"), Code("h", "H", key="h", codable=False),
        Code("i", "I", "b", key="az"), Code("j", "J", "gone", key="jk"),
    )
    conflicts = {conflict.code: conflict for conflict in key_conflicts(troubled)}
    assert list(conflicts) == ["c", "d", "e", "f", "g", "h", "i"]
    assert conflicts["c"].others == ("b",)
    assert keys(troubled) == {"a": "a", "ab": "b", "jk": "j"}
