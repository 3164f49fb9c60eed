"""The rules that objects must obey, in the words of the real server.

Pure functions that add to a `field.Errors`. Never here: storage, HTTP, or changing the object.
"""
