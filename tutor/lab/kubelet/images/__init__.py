"""What the lab can run as a container: one file per image family, found through `registry`.

An image is data (`image.Image`) plus, for a work-alike, a Python program with `main(argv) -> exit code`.
Programs run in their own process, forked from a template, so they import little and hold little memory.
Nothing here knows pods, the API or the kubelet.
"""
