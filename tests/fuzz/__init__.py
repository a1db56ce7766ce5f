"""Many changed files, for as long as there is time."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: the matrices are small, other threads spin
