"""Values in error messages as Go's %q prints them."""

import json


def quoted(value: object) -> str:
    """In double quotes, control characters escaped."""
    return json.dumps(str(value), ensure_ascii=False)
