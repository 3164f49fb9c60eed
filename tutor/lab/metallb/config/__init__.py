"""Reads MetalLB's configuration, in the form of <= 0.12 (a ConfigMap) and of >= 0.13 (custom resources).

Both become one `tutor.lab.metallb.model.Config`. Parsing is pure (`configmap`, `custom` and what they use); only
`source` knows the API. What a configuration is used for is the business of controller and speaker.
"""
