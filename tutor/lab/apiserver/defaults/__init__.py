"""The values that the server fills in where an object leaves them out (kubernetes: pkg/apis/*/v1/defaults.go).

Pure functions that change the object they are given. What depends on other objects (addresses, service accounts)
is allocation or admission, not a default.
"""
