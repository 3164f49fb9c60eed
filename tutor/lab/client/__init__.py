"""List, watch and write over HTTP: the only view that the parts of the lab have of the cluster.

No part of the lab's own logic lives here, and nothing of the API server's insides.
"""
