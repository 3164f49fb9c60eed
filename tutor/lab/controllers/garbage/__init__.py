"""Deletes what has lost its owners, in the background or ahead of the owner, or cuts the ties.

`rules` decides (pure), `controller` acts. (kubernetes: pkg/controller/garbagecollector)
"""
