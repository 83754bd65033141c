import gc

from annotator.ui.reader.memory import release_after_closing, settle_after_opening


def test_what_is_there_is_set_aside_and_given_back() -> None:
    before = gc.get_threshold()
    try:
        settle_after_opening()
        assert gc.get_freeze_count() > 0 and gc.get_threshold()[0] == 50_000
        release_after_closing()
        assert gc.get_freeze_count() == 0
    finally:
        gc.set_threshold(*before)
