"""What a snapshot of the lab is: its file and the shelf of such files, what it holds of a host, and of a shell.

Nothing here knows of the running lab's parts: those that take and restore snapshots are in `tutor.lab.inside`. A
snapshot file is foreign input, whoever wrote it: everything is checked before any of it is used.
"""
