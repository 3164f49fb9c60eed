"""The tutor's screens: the only package that imports textual.

What may live here: screens, widgets (foldered as on the screen), modals, their texts and looks. What
never: grading, progress, processes, Kubernetes. All that is asked of `engine`, which alone knows the
session; it is opened after the first paint, for its imports and the lab's start take their time.
"""
