"""Fault trees of other programs: read, evaluated, and their minimal cut sets counted."""

from powercalc.fault_tree.evaluate import FaultTreeResult, evaluate_fault_tree
from powercalc.fault_tree.model import FaultTree, FaultTreeError
from powercalc.fault_tree.open_psa import read_open_psa

__all__ = ["FaultTree", "FaultTreeError", "FaultTreeResult", "evaluate_fault_tree", "read_open_psa"]
