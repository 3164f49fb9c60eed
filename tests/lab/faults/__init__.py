"""What the lab survives: agents that are killed, hosts that lose their power."""
