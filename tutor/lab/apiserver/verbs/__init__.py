"""The verbs, each written once for all kinds.

A verb takes a `state.Call` and a kind, and gives what is to be answered. Never here: a kind's name, HTTP.
"""
