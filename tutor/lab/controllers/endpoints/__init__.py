"""Where the traffic of Services goes: Endpoints and EndpointSlices of the pods that a selector selects.

`addresses`, `slices` and `subsets` decide (pure), `controller` writes both; `mirror` makes slices of Endpoints that
have no controller.
(kubernetes: pkg/controller/endpoint, staging endpointslice, pkg/controller/endpointslice)
"""
