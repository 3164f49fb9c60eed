"""Objects as the rows that `kubectl get` prints: columns and cells, a small file for each family of kinds.

Pure: objects and a clock reading in, a Table out. No request, store or I/O lives here.
"""
