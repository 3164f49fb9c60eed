"""The right pane: one live terminal a host. Bytes and cells; never a lesson."""
