"""The screens, driven by keys on a fake session: state, messages and pictures."""
