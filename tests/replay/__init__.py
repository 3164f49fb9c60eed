"""Replays what a real kubectl did to a real cluster against the lab's API server and controllers."""
