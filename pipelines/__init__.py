"""When and in what order: the steps of one run and their Dagster definitions.

Not here: what is done in a step (`sources`, `measures`, `outputs`). The steps know no Dagster,
so that the command line and tests call them directly; `definitions` and what it assembles do.
"""

import os

# Must come before NumPy is first imported. Our matrices are small; on a busy machine the waiting of
# OpenBLAS's threads for each other made a fit of two seconds take nine minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
