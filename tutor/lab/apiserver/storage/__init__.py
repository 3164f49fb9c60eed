"""What is stored, in memory: entries, the store with its history, and pages of a list.

Pure of HTTP and of kinds: the store keeps dicts under (group, plural) and counts versions.
"""
