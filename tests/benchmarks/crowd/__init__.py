"""Many simulated learners in a few processes, a host, and a console, for the benchmark of a class."""
