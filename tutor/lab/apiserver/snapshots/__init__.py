"""Taking all objects out of the store and putting them back: what is part of a snapshot, and what a restore changes.

`plan` decides, pure of the store; `restoring` carries a plan out in one step, so that no request sees half of it;
`serving` is the way in, for the lab's own parts alone.
"""
