"""Questions of the console: what to say to whom, how long, what to vote on."""
