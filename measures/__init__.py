"""What the numbers say: matching, frontier, gap and uncertainty as pure functions."""

import os

# Must come before NumPy is first imported. Our matrices are small; on a busy machine the waiting of
# OpenBLAS's threads for each other made a fit of two seconds take nine minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
