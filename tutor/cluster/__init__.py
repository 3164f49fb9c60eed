"""Where a lesson runs: a cluster that the learner confirmed, or the lab; its hosts and how to reach them.

Nothing here knows lessons or verdicts, and nothing runs on a cluster before `guard` was satisfied.
"""
