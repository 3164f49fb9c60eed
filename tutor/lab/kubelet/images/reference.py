"""Image references and their full form (distribution/reference: normalize.go)."""

from typing import NamedTuple

DEFAULT_DOMAIN = "docker.io"


class Reference(NamedTuple):
    """`docker.io/library/nginx`, `1.27` and a digest or ""."""

    name: str
    tag: str
    digest: str

    @property
    def text(self) -> str:
        """The full reference."""
        return f"{self.name}@{self.digest}" if self.digest else f"{self.name}:{self.tag}"


def parse(text: str) -> Reference:
    """Read a reference. Raises ValueError for one that is no reference."""
    rest, _, digest = text.partition("@")
    slash = rest.rfind("/")
    colon = rest.find(":", slash + 1)
    name, tag = (rest[:colon], rest[colon + 1 :]) if colon >= 0 else (rest, "latest")
    if not name or not tag or name != name.lower() or any(not part for part in name.split("/")):
        raise ValueError(f'couldn\'t parse image name "{text}": invalid reference format')
    return Reference(_with_domain(name), tag, digest)


def _with_domain(name: str) -> str:
    head, slash, tail = name.partition("/")
    if not slash or not ("." in head or ":" in head or head == "localhost"):
        domain, path = DEFAULT_DOMAIN, name
    else:
        domain, path = head, tail
    if domain == "index.docker.io":
        domain = DEFAULT_DOMAIN
    if domain == DEFAULT_DOMAIN and "/" not in path:
        path = f"library/{path}"
    return f"{domain}/{path}"
