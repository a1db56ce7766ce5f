"""Proofs: what a design claims, proved over all the states it speaks of, or refuted with the smallest one."""

from __future__ import annotations

from powercalc.proofs.claims import prove
from powercalc.proofs.proof_result import Claim, Counterexample, Proofs

__all__ = ["Claim", "Counterexample", "Proofs", "prove"]
