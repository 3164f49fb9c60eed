"""What may be written where, beyond an object's own rules (kube-apiserver's admission plugins).

Each plugin is a file; `chain` calls them in order. Never here: rules that need the object alone.
"""
