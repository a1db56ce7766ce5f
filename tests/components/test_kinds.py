"""What holds of every kind."""

import powercalc as pc
from powercalc.components import KINDS


def test_every_kind_is_there_for_users_of_the_library() -> None:
    assert {model.__name__ for model in KINDS.values()} <= set(pc.__all__)
    assert all(getattr(pc, model.__name__) is model for model in KINDS.values())


def test_a_part_stands_for_itself() -> None:
    parts = pc.RotaryUps("dr", fed_by="grid", count=2).parts()
    assert [part.parts() for part in parts] == [(part,) for part in parts]
