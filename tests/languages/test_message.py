"""A message is its English text, and remembers of what it was made."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

from powercalc.checks.rule import listed
from powercalc.errors import CallError
from powercalc.languages import ask, code, joined, plainly, say, speaking, tell, told_figure, word

RUN = ask("How often is {id} run under load, when was it last, and what shows it?", id="gen-a")


def test_a_message_is_its_text_in_english() -> None:
    assert RUN == "How often is gen-a run under load, when was it last, and what shows it?"
    assert tell(RUN) == RUN


def test_a_message_outlives_a_copy_and_another_process() -> None:
    for again in (copy.deepcopy(RUN), pickle.loads(pickle.dumps(RUN))):  # noqa: S301 - our own
        with speaking("fr"):
            assert tell(again).startswith("À quelle périodicité gen-a est-il essayé en charge")


def test_a_name_of_the_file_is_never_read_as_a_template_or_a_message() -> None:
    hostile = "{id} {0.__class__} fuel"
    asked = ask("Do {names} share a fuel tank?", names=hostile)
    with speaking("fr"):
        assert tell(asked).startswith(hostile)
        assert hostile in say("Questions about {site}", site=hostile)
        assert tell(ask("Do {names} share a fuel tank?", names="nothing")).startswith("nothing ")


def test_lists_and_words_in_a_message_are_told_in_the_language_too() -> None:
    asked = ask("Do {names} share a fuel tank?", names=listed(["gen-a", "gen-b"]))
    trained = ask("Is the staff trained in: {topics}?", topics=joined(map(word, ["ups", "power_failure"])))
    assert trained == "Is the staff trained in: ups, power_failure?"
    assert plainly(trained) == "Is the staff trained in: UPSs, power failure?"
    with speaking("fr"):
        assert tell(asked).startswith("gen-a et gen-b sont-ils")
        assert "onduleurs, panne électrique" in tell(trained)


def test_a_long_list_is_short_in_a_table_and_whole_in_a_letter() -> None:
    names = listed([f"pdu-{number}" for number in range(7)])
    assert names == "pdu-0, pdu-1, pdu-2, pdu-3 and 3 more"
    assert plainly(names) == "pdu-0, pdu-1, pdu-2, pdu-3, pdu-4, pdu-5 and pdu-6"


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("6.6 h", "6,6 h"),
        ("< 0.01 s", "< 0,01 s"),
        ("1,900 days", "1\u202f900 jours"),
        ("2.4 million years", "2,4 millions d’ans"),
    ],
)
def test_figures_have_the_signs_and_units_of_the_language(english: str, french: str) -> None:
    assert told_figure(english) == english
    with speaking("fr"):
        assert told_figure(english) == french


@pytest.mark.parametrize("name", ["fr", "FR", "fr-FR", "fr_CA", "français", "French"])
def test_a_language_has_a_code_and_names(name: str) -> None:
    with speaking(name):
        assert code() == "fr"
    assert code() == "en"


def test_a_language_that_is_not_there_is_told_with_those_that_are() -> None:
    with (
        pytest.raises(CallError, match=r'no language "fre".*did you mean fr.*en \(English\), fr'),
        speaking("fre"),
    ):
        pass
    with pytest.raises(CallError, match=r'no language "de"; there are en'), speaking("de"):
        pass


def test_each_thread_speaks_its_own_language() -> None:
    spoken = []
    with speaking("fr"):
        thread = threading.Thread(target=lambda: spoken.append(code()))
        thread.start()
        thread.join()
    assert spoken == ["en"]
