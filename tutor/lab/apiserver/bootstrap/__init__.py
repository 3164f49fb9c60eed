"""What is in a cluster from its first moment: namespaces, the kubernetes Service, classes, roles, API services.

Data and one function that puts it into an empty store; not what controllers or an installer add.
"""
