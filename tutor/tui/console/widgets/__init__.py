"""What the console is made of: tables of learners, bars, a terminal that is watched."""
