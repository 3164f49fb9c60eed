"""YAML as the real server writes it: keys sorted, lists not indented, texts in double quotes where needed."""

from typing import Any


def dumps(value: Any) -> bytes:
    """A JSON-like value as YAML."""
    import yaml

    return yaml.dump(
        value, Dumper=_dumper(), default_flow_style=False, width=10**6, allow_unicode=True
    ).encode()


def _dumper() -> Any:
    """Made at need: yaml is slow to import and this form is seldom asked for."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the base class names it
            return True

    def text(dumper: Any, value: str) -> Any:
        tag = "tag:yaml.org,2002:str"
        if "\n" in value:
            return dumper.represent_scalar(tag, value, style="|")
        plain = dumper.resolve(yaml.ScalarNode, value, (True, False)) == tag
        return dumper.represent_scalar(tag, value, style=None if plain else '"')

    Dumper.add_representer(str, text)
    return Dumper
