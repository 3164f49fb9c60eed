"""Services and the ways to the pods behind them: endpoints, kube-proxy's rules, MetalLB's pools and announcements.

What may live here: what a Service's objects call for, and what programs print of the rules and connections that are
made of it. What never: the names of Services (`dns`), routes that were learnt (`routing`), what applications answer
(`apps`).
"""
