"""The Korean of the sentences that errors, findings and progress lines are worded in: a table an area.

Here live tables alone, `SENTENCES`: the English sentence with `{}` for each value -> the Korean with `{0}`, `{1}`.
Texts that are looked up by a key belong to the front that shows them; lessons and verdicts bring their own languages.
"""
