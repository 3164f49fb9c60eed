"""What is taken home from a class: who was there, how far they came, what took time, what failed, how they voted.

`report` is the content, made from a roster and a board; `as_html`, `as_csv` and `as_json` write it. All of it is pure.
Every word of a learner is foreign: each writer makes it harmless in its own way.
"""
