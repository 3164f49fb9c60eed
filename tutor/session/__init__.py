"""The application without a face: one learner, one lesson.

The screens, `walk` and the workshop are its fronts; nothing here draws, and nothing here knows how a shell or a
cluster is made.
"""
