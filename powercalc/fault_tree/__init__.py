"""Fault trees of other programs: read, evaluated, and their minimal cut sets counted."""

from powercalc.fault_tree.evaluate import FaultTreeResult, evaluate_fault_tree
from powercalc.fault_tree.open_psa import read_open_psa
from powercalc.fault_tree.tree_model import FaultTree, FaultTreeError

__all__ = ["FaultTree", "FaultTreeError", "FaultTreeResult", "evaluate_fault_tree", "read_open_psa"]
