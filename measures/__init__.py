"""What the numbers say: from spellings and boards to gaps, lags and prices, as pure functions.

Not here: clock, network, storage, and any sentence of a page (`outputs`).
"""

import os

# Must come before NumPy is first imported. Our matrices are small; on a busy machine the waiting of
# OpenBLAS's threads for each other made a fit of two seconds take nine minutes.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
