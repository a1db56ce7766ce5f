"""What an option of few values takes, as its help and the reference show it.

Such an option is a text, not an enumeration: what is misspelt is then told with everything else that is wrong
with the call, and with what was probably meant. The words stand here since their modules are not imported for
a help; `tests/cli/test_choices.py` holds them equal.
"""

from __future__ import annotations

PROFILES = "<hospital-host|tier-topology|en50600|all>"
FAIL_ON = "<low|medium|high|unknown>"
LANGUAGES = "<en|fr>"
PHASES = "<1|3>"
