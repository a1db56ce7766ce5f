"""What to mend first: sets of options with what they cost, and what they leave of the downtime."""

from __future__ import annotations

from powercalc.improvement.improvement_result import Chosen, Improvement, Measured
from powercalc.improvement.improving import improve
from powercalc.improvement.options_file import OptionsFile, options_of, read_options

__all__ = ["Chosen", "Improvement", "Measured", "OptionsFile", "improve", "options_of", "read_options"]
