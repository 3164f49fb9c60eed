"""All rows, in the order of the tutorial."""

from tests.seed import part1, part2, part4, part5, part6, part7

PARTS = (part1, part2, part4, part5, part6, part7)
"""Part 3 of the tutorial, headless services, has no commands."""

ROWS = tuple(row for part in PARTS for row in part.PART.rows)
