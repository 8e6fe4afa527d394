"""When and in what order.

What belongs here: the steps of one run (ingest, replay, measure) and their Dagster definitions.
The steps know no Dagster, so that the command line and tests call them directly; `definitions`
and the modules it assembles are the only code that imports Dagster.
"""

import os

# Must come before NumPy is first imported. Our matrices are small; on a busy machine the waiting of
# OpenBLAS's threads for each other made a fit of two seconds take nine minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
