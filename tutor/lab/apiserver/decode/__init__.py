"""From a request's bytes to an object of its kind, in the words and with the strictness of the real server.

Here live the readers of JSON, YAML and Kubernetes' protobuf envelope, and the round trip through a kind's types:
what is unknown, what has the wrong type, what Go would leave out. Never here: HTTP, defaults, validation.
"""
