"""The verdicts on a step, in words and signs. Colour never carries a meaning alone."""
