"""All that a check may import, and what finds and runs checks.

A check is a small typed function from evidence to a verdict. Nothing here knows how a lesson is shown, what a
course file looks like, or whether the cluster is a lab: hosts are reached through `evidence.Reach`. Check
authors use `evidence`, `verdict`, `declare` and, in their tests, `testing`.

In this folder itself is what a check of any topic needs: `objects`, `learner`, `shown`, `phrases` and `selecting` are
the next to know.
What belongs to one topic lives in its package (`captures`, `dns`, `routing`, `services`, `apps`); below all of it are
the reading of lines (`commandline`) and the asking of servers (`protocols`).
"""
