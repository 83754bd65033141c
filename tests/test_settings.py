"""Settings: kept across starts, never half written, and a person keeps their identity."""

from __future__ import annotations

import json
import multiprocessing
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from annotator import settings as module
from annotator.settings import Identity, KnownCoder, Settings, Theme


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOGNAME", "mira.kovac")
    return tmp_path / "home"


def file_of(home: Path) -> Path:
    return home / "settings.json"


def test_the_first_start_makes_one_lasting_identity_from_the_login_name(home: Path) -> None:
    first = module.load()
    assert (first.coder_name, first.initials) == ("mira.kovac", "MK")
    assert len(bytes.fromhex(first.coder_id)) == 16
    assert module.load() == first
    assert [path.name for path in home.iterdir()] == ["settings.json"]


def test_two_homes_have_two_identities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = module.load()
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "other"))
    assert module.load().coder_id != first.coder_id


NAMES = st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30).map(module._tidy).filter(bool)
IDS = st.binary(min_size=16, max_size=16).map(bytes.hex)
KNOWN = st.builds(KnownCoder, IDS, st.just("AB"))


@st.composite
def any_settings(draw: st.DrawFn) -> Settings:
    return Settings(
        coder_id=draw(IDS),
        coder_name=draw(NAMES),
        initials=draw(st.sampled_from(["MK", "JO", "Ž"])),
        coder_colour=draw(st.sampled_from(module.COLOURS)),
        recent=tuple(draw(st.lists(st.text(min_size=1), unique=True, max_size=module.RECENT_AT_MOST))),
        theme=draw(st.sampled_from(Theme)),
        text_size=draw(st.floats(*module.TEXT_SIZES)),
        interface_scale=draw(st.floats(*module.INTERFACE_SCALES)),
        known_coders=draw(st.dictionaries(NAMES, KNOWN, max_size=3)),
        window=draw(st.text("ABCabc+/=", max_size=20)),
        extra=draw(st.dictionaries(st.just("of a later version"), st.integers() | st.text())),
    )


@given(any_settings())
@effort(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
def test_what_is_saved_is_loaded(settings: Settings) -> None:
    module.save(settings)
    assert module.load() == settings


def test_a_path_that_is_not_unicode_survives() -> None:
    settings = replace(module.load(), recent=(os.fsdecode(b"/projects/caf\xe9.annot"),))
    module.save(settings)
    assert module.load().recent == settings.recent


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: b"\x00" * len(data),
        lambda data: data + b"\xff",
        lambda data: b"[1, 2]",
        lambda data: b"[" * 100_000,
        lambda data: b"null",
    ],
    ids=["empty", "cut short", "zeros", "not UTF-8", "a list", "nested without end", "null"],
)
def test_a_damaged_file_is_renamed_aside_and_the_next_start_works(home: Path, damage: object) -> None:
    before = module.load()
    damaged = damage(file_of(home).read_bytes())  # type: ignore[operator]  # one of the functions above
    file_of(home).write_bytes(damaged)
    after = module.load()
    aside = [path for path in home.iterdir() if ".damaged-" in path.name]
    assert [path.read_bytes() for path in aside] == [damaged]
    assert after.recent == () and after.theme is Theme.SYSTEM
    if before.coder_id.encode() in damaged:
        assert after.coder_id == before.coder_id, "nobody becomes a stranger to their own codings"
    assert module.load() == after, "the new identity lasts"


@pytest.mark.parametrize(
    ("key", "value", "attribute", "otherwise"),
    [
        ("theme", "purple", "theme", Theme.SYSTEM),
        ("theme", 7, "theme", Theme.SYSTEM),
        ("text_size", "large", "text_size", 13.0),
        ("text_size", float("nan"), "text_size", 13.0),
        ("text_size", True, "text_size", 13.0),
        ("text_size", 10**400, "text_size", module.TEXT_SIZES[1]),
        ("interface_scale", 0, "interface_scale", module.INTERFACE_SCALES[0]),
        ("recent", "one", "recent", ()),
        ("recent", [1, None, "/a", "/a", ""], "recent", ("/a",)),
        ("recent", [f"/{n}" for n in range(40)], "recent", tuple(f"/{n}" for n in range(12))),
        ("known_coders", ["Jo"], "known_coders", {}),
        ("known_coders", {"Jo": "x", "Al": {"id": "zz"}, "": {"id": "00" * 16}}, "known_coders", {}),
        ("known_coders", {"Jo": {"id": "ab" * 16}}, "known_coders", {"Jo": KnownCoder("ab" * 16, "JO")}),
        ("window", 3, "window", ""),
        ("initials", "ABCDEFG", "initials", "ABCD"),
    ],
)
def test_a_value_that_makes_no_sense_is_replaced_alone(
    home: Path, key: str, value: object, attribute: str, otherwise: object
) -> None:
    module.save(replace(module.load(), coder_name="Mira Kovač"))
    held = json.loads(file_of(home).read_text())
    file_of(home).write_text(json.dumps({**held, key: value}))
    read = module.load()
    assert getattr(read, attribute) == otherwise
    assert (read.coder_id, read.coder_name) == (held["coder_id"], "Mira Kovač")


def test_an_identity_that_is_no_id_is_made_anew_and_lasts(home: Path) -> None:
    home.mkdir()
    file_of(home).write_text(json.dumps({"coder_id": "me", "coder_colour": "red", "coder_name": "Mira"}))
    read = module.load()
    assert len(read.coder_id) == 32 and read.coder_colour in module.COLOURS and read.coder_name == "Mira"
    assert module.load() == read


def test_saving_fails_cleanly_where_nothing_can_be_written_and_loading_works(home: Path) -> None:
    home.parent.mkdir(exist_ok=True)
    home.write_text("a file where the folder should be")
    settings = module.load()
    assert len(settings.coder_id) == 32
    with pytest.raises(OSError):
        module.save(settings)
    assert home.read_text() == "a file where the folder should be"


def test_a_link_to_settings_kept_elsewhere_stays_a_link(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    file_of(home).symlink_to(tmp_path / "kept.json")
    settings = replace(module.load(), theme=Theme.DARK)
    module.save(settings)
    assert file_of(home).is_symlink()
    assert module.load() == settings


def _save_often(home: str, theme: str) -> None:
    os.environ["ANNOTATOR_HOME"] = home
    settings = replace(module.load(), theme=Theme(theme), window="A" * 50_000)
    for _ in range(40):
        module.save(settings)
        assert module.load().window == settings.window


def test_programs_that_save_at_the_same_time_leave_one_whole_file_and_one_identity(home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_save_often, args=(str(home), theme)) for theme in ("light", "dark", "dark")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert [path.name for path in home.iterdir()] == ["settings.json"]
    held = json.loads(file_of(home).read_text())
    assert held["window"] == "A" * 50_000 and held["theme"] in ("light", "dark")


def _load_and_tell(home: str, answers: multiprocessing.Queue[str]) -> None:
    os.environ["ANNOTATOR_HOME"] = home
    answers.put(module.load().coder_id)


def test_programs_that_start_for_the_first_time_together_agree_who_it_is(home: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = spawn.Queue()
    starters = [spawn.Process(target=_load_and_tell, args=(str(home), answers)) for _ in range(4)]
    for starter in starters:
        starter.start()
    told = {answers.get(timeout=60) for _ in starters}
    for starter in starters:
        starter.join()
    assert told == {module.load().coder_id}


def test_without_a_name_it_is_the_person_of_the_settings() -> None:
    settings = replace(module.load(), coder_name="Mira Kovač", initials="MK", coder_colour="#112233")
    me = Identity(bytes.fromhex(settings.coder_id), "Mira Kovač", "MK", "#112233")
    assert [module.identity(settings, name) for name in (None, "", " ", "mira  KOVAČ", "Mira Kovac\u030c")] == [me] * 5


def test_another_name_is_another_coder_who_stays_the_same_once_remembered() -> None:
    settings = module.load()
    first = module.identity(settings, " Jonas  Oduya ")
    assert (first.name, first.initials) == ("Jonas Oduya", "JO")
    assert first.id != bytes.fromhex(settings.coder_id)
    module.save(module.remember(settings, first))
    assert module.identity(module.load(), "jonas oduya") == first


def test_the_person_of_the_settings_is_not_remembered_twice() -> None:
    settings = module.load()
    assert module.remember(settings, module.identity(settings)) == settings


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Mira Kovač", "MK"), ("jonas", "JO"), ("anna.schmidt", "AS"), ("Jean-Luc Picard", "JP"), ("J", "J"),
        ("  ", "?"), ("!!", "?"), ("山田 太郎", "山太"), ("ßen ßen", "ßß"), ("Anna (Berlin)", "AB"), ("r2_d2", "RD"),
    ],
)
def test_initials_come_from_the_first_and_the_last_word(name: str, initials: str) -> None:
    assert module.initials_of(name) == initials


@given(st.text(max_size=40))
def test_any_name_has_one_or_two_initials(name: str) -> None:
    assert 1 <= len(module.initials_of(name)) <= 2


def test_the_newest_project_stands_first_and_once(tmp_path: Path) -> None:
    settings = module.load()
    for name in [*map(str, range(20)), "3"]:
        settings = module.with_recent(settings, tmp_path / name)
    assert settings.recent[0] == str(tmp_path / "3")
    assert len(settings.recent) == len(set(settings.recent)) == module.RECENT_AT_MOST


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", module.COLOURS)
def test_white_initials_can_be_read_on_each_colour_of_a_coder(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5, "WCAG 2.2, contrast of text"


def test_backups_lie_in_the_data_folder_under_the_project(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project = bytes(range(16))
    assert module.backup_folder(project) == home / "backups" / project.hex()
    monkeypatch.delenv("ANNOTATOR_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert project.hex() in module.backup_folder(project).parts
    assert tmp_path in module.backup_folder(project).parents
