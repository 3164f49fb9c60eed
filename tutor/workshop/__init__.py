"""The class: one instructor, many learners, joined by NATS (https://docs.nats.io).

`subjects` names every subject and says who may use it; `reports` are what a learner's tutor tells, `orders` what an
instructor's console asks, both written by `wire`. Everything that comes in is foreign and is checked there. What knows
NATS lives here and nowhere else; nothing here draws, grades, or knows how a lesson is run.
"""
