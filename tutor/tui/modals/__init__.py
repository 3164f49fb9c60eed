"""Small windows above a screen: a question or a message, and an answer. They know nothing of the session."""
