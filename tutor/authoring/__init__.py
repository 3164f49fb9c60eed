"""Tools for those who write courses: `course lint`, `course new`, `course prove`.

They judge a course and never teach it; what they report carries file, line and the mend.
"""
