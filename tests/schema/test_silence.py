"""Is a warning kept back where it would be repeated, nowhere else, and never for good, whatever threads run beside?"""

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from custseg.schema import UnsafeValueWarning, said_already, sound_file, warn_unsafe
from custseg.schema.silence import without_warnings


def in_turn(block):
    """Two threads: the second enters the block while the first is in it, and leaves after the first has left."""
    first_in, second_in, first_out = Event(), Event(), Event()

    def first():
        with block():
            first_in.set()
            assert second_in.wait(10)
        first_out.set()

    def second():
        assert first_in.wait(10)
        with block():
            second_in.set()
            assert first_out.wait(10)

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(first), threads.submit(second)]:
            done.result()


@pytest.mark.parametrize(
    "block", [said_already, without_warnings, lambda: sound_file("f.xlsx is damaged", "Save it again.")]
)
def test_threads_leave_the_filters_as_they_were(block):
    """`warnings.catch_warnings` in each of them leaves what the first one added: nothing is said from then on."""
    with warnings.catch_warnings():
        before = list(warnings.filters)
        in_turn(block)
        assert list(warnings.filters) == before
        with pytest.warns(UnsafeValueWarning, match="too short"):
            warn_unsafe("too short.")


@pytest.mark.parametrize("library_first", [True, False])
def test_a_library_that_changes_the_filters_meanwhile_leaves_no_silence(library_first):
    """Its `warnings.catch_warnings` puts back what it found: that must not hold what the other thread had added."""
    entered, go_on = Event(), Event()

    def reads():
        with without_warnings():
            entered.set()
            assert go_on.wait(10)

    with warnings.catch_warnings(record=True) as shown, ThreadPoolExecutor(1) as thread:
        warnings.simplefilter("always")
        before, library = list(warnings.filters), warnings.catch_warnings()
        if library_first:
            library.__enter__()
        reading = thread.submit(reads)
        assert entered.wait(10)
        if library_first:
            library.__exit__(None, None, None)
        else:
            library.__enter__()
        go_on.set()
        reading.result()
        if not library_first:
            library.__exit__(None, None, None)
        assert list(warnings.filters) == before
        warn_unsafe("too short.")
    assert len(shown) == 1


def test_a_block_makes_no_warning_of_a_place_new(recwarn):
    """What Python shows once for each place is not shown again because a file was read in between."""
    warnings.simplefilter("default")
    for _ in range(2):
        warnings.warn("once", stacklevel=1)
        with without_warnings():
            pass
    assert len(recwarn) == 1


def test_what_one_thread_has_said_another_still_says():
    inside, done = Event(), Event()

    def silent():
        with said_already():
            inside.set()
            assert done.wait(10)

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(silent)
        assert inside.wait(10)
        with pytest.warns(UnsafeValueWarning, match="too short"):
            warn_unsafe("too short.")
        done.set()
        running.result()


def test_only_unsafe_values_are_said_already_and_only_in_the_block():
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("always")
        with said_already():
            with said_already():
                warn_unsafe("inner.")
            warn_unsafe("outer.")
            warnings.warn("no default style", stacklevel=1)
        warn_unsafe("after.")
    assert [str(one.message) for one in shown] == ["no default style", "after."]


def test_an_error_ends_the_silence(recwarn):
    with pytest.raises(KeyError), said_already():
        raise KeyError
    with pytest.raises(KeyError), without_warnings():
        raise KeyError
    warn_unsafe("after.")
    warnings.warn("after, too", stacklevel=1)
    assert len(recwarn) == 2


def test_blocks_in_blocks_show_nothing(recwarn):
    with without_warnings():
        with without_warnings():
            warnings.warn("inner", stacklevel=1)
        warnings.warn("outer", stacklevel=1)
    assert not recwarn


def test_where_each_thread_has_its_own_filters_they_are_its_own(monkeypatch):
    class Flags:
        context_aware_warnings = True

    monkeypatch.setattr(sys, "flags", Flags())
    before = list(warnings.filters)
    with without_warnings():
        assert list(warnings.filters) != before
    assert list(warnings.filters) == before
