"""What a learner has done, in SQLite. The only package that imports sqlite3; it knows no lesson's content."""
