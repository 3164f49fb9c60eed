"""What a learner typed, read as a shell and kubectl would read it.

What may live here: the grammar of lines and of programs' words. Text in, programs and words out. What never: what a
command printed, whether it did right, the cluster. `learner` and the packages by topic stand on this one.
"""
