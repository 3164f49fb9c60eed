"""What a course says: its model, and the loader that reads it from a folder.

The only I/O here is reading files below the course's own root; a course is a stranger's, so nothing in it
is run or trusted. Grading, terminals and clusters have no place here.
"""
