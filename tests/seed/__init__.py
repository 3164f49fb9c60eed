"""Every command of the tutorial that this product grew from, run as it was written, each on its own host.

`table` holds the rows, one module a part of the tutorial; `play` runs them in order on a running lab. What must be true
is asserted from the output and, where that can lie, from a second witness (the API, the kernel, the packets).
`python -m tests.seed` prints the table and N of N; the tests run it as root and as an ordinary user.
"""
