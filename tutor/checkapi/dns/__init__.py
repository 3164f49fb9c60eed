"""Names: which of them a learner looked up and by which server, and what the answer has to be.

What may live here: look-ups as DNS tools are told and print them, resolv.conf, the records that the cluster's objects
call for, verdicts on both. What never: DNS messages; `protocols` asks and `captures` reads them.
"""
