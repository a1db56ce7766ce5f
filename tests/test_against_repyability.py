"""RePyability, another program with an exact long run: the same structures, the same figures."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import powercalc as pc
from powercalc.components import Component
from powercalc.structures.structure import Network, Vote
from powercalc.testing import structures
from powercalc.testing.structures import Structure

surpyval = pytest.importorskip("surpyval")
repairable = pytest.importorskip("repyability.rbd.repairable_rbd")
helpers = pytest.importorskip("repyability.rbd.helper_classes")


class Diagram:
    """A structure drawn as RePyability takes it: each vote is a perfect node with k of its inputs."""

    def __init__(self, structure: Vote) -> None:
        self.edges: list[tuple[str, str]] = []
        self.nodes: dict[str, object] = {}
        self.votes: dict[str, int] = {}
        self.edges.append((self._drawn(structure), "target"))

    def figures(self) -> tuple[float, float]:
        """Unavailability and failure frequency, [1/h]."""
        drawn = repairable.RepairableRBD(self.edges, self.nodes, k=self.votes)
        return drawn.mean_unavailability(), drawn.system_failure_frequency()

    def _drawn(self, part: Structure) -> str:
        match part:
            case Vote(needed, parts):
                ends = [self._joint(self._drawn(each)) for each in parts]
                name = self._perfect()
                self.edges += [(end, name) for end in ends]
                self.votes[name] = needed
                return name
            case Network():
                raise NotImplementedError
            case Component():
                return self._block(part)

    def _block(self, block: Component) -> str:
        if block.id not in self.nodes:
            assert block.rate is not None
            assert block.mttr is not None
            exponential = surpyval.Exponential.from_params
            self.nodes[block.id] = {
                "reliability": exponential([block.rate]),
                "repairability": exponential([1 / block.mttr]),
            }
            self.edges.append(("source", block.id))
        return block.id

    def _joint(self, end: str) -> str:
        """A part that stands twice in a vote counts twice: each place has a joint of its own."""
        name = self._perfect()
        self.edges.append((end, name))
        return name

    def _perfect(self) -> str:
        name = f"joint {len(self.nodes)}"
        self.nodes[name] = helpers.PerfectReliability
        return name


@settings(max_examples=40)
@given(structures(max_blocks=5, max_parts=8).filter(lambda found: isinstance(found, Vote)))
def test_a_structure_has_the_figures_that_repyability_finds(structure: Vote) -> None:
    unavailability, frequency = Diagram(structure).figures()
    found = pc.evaluate(structure).any_load
    assert found.unavailability == pytest.approx(unavailability, rel=1e-9, abs=0)
    assert found.failure_frequency == pytest.approx(frequency, rel=1e-9, abs=0)


@given(st.integers(1, 6), st.data())
def test_a_vote_has_the_figures_that_repyability_finds(count: int, data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, count))
    units = [pc.Block(f"u{i}", failure_rate=f"{i + 1} / year", mttr=f"{8 * (i + 1)} h") for i in range(count)]
    vote = pc.at_least(needed, units)
    unavailability, frequency = Diagram(vote).figures()
    found = pc.evaluate(vote).any_load
    assert found.unavailability == pytest.approx(unavailability, rel=1e-12, abs=0)
    assert found.failure_frequency == pytest.approx(frequency, rel=1e-12, abs=0)
