"""A little of the Internet's DNS, for machines that have none: names that lessons use, on documentation addresses.

Addresses are from the blocks set aside for documentation (RFC 5737, RFC 3849), so that nobody takes them for real.
"""

import ipaddress

from tutor.lab.dns import names, records

TTL = 300
DOMAINS = (
    "google.com", "kubernetes.io", "k8s.io", "example.com", "example.net", "example.org", "github.com", "docker.io",
    "cloudflare.com", "coredns.io", "debian.org", "ubuntu.com", "projectcalico.org", "metallb.universe.tf", "naver.com",
    "daum.net", "kakao.com", "wikipedia.org", "python.org", "cncf.io",
)  # fmt: skip
HOSTS = ("www", "ns1", "mail", "api", "docs", "registry")
_IPV4 = ipaddress.ip_network("198.51.100.0/24")
_IPV6 = ipaddress.ip_network("2001:db8:100::/64")
_ROOT_SOA = ("a.root-servers.net.", "nstld.verisign-grs.com.", 2026010100, 1800, 900, 604800, 86400)


def answer(name: str, kind: str) -> records.Answer:
    """Reply to a question; NXDOMAIN for everything that is not known here."""
    asked = names.fqdn(name).lower()
    if asked == ".":
        return _root(kind)
    domain = names.best_zone(asked, [f"{domain}." for domain in DOMAINS])
    if not domain:
        return records.Answer(records.NXDOMAIN, authority=[records.Record(".", "SOA", TTL, _ROOT_SOA)])
    soa = records.Record(
        domain, "SOA", TTL, (f"ns1.{domain}", f"hostmaster.{domain}", 1, 7200, 900, 1209600, 300)
    )
    host = asked.removesuffix(domain).rstrip(".")
    if host and host not in HOSTS:
        return records.Answer(records.NXDOMAIN, authority=[soa])
    found = [record for record in _records(name, domain, host, soa) if record.type == kind]
    return records.Answer(answer=found) if found else records.Answer(authority=[soa])


def _records(name: str, domain: str, host: str, soa: records.Record) -> list[records.Record]:
    owner, number = names.fqdn(name), DOMAINS.index(domain.rstrip("."))
    place = 1 + number * (len(HOSTS) + 1) + (HOSTS.index(host) + 1 if host else 0)
    found = [
        records.Record(owner, "A", TTL, (str(_IPV4[place]),)),
        records.Record(owner, "AAAA", TTL, (str(_IPV6[place]),)),
    ]
    if host:
        return found
    apex = [("NS", (f"ns1.{domain}",)), ("TXT", ("answered by the lab: this machine reaches no resolver",))]
    return [
        *found,
        soa._replace(name=owner),
        *(records.Record(owner, kind, TTL, data) for kind, data in apex),
    ]


def _root(kind: str) -> records.Answer:
    soa = records.Record(".", "SOA", TTL, _ROOT_SOA)
    servers = [records.Record(".", "NS", TTL, (f"{letter}.root-servers.net.",)) for letter in "abcdefghijklm"]
    found = {"NS": servers, "SOA": [soa]}.get(kind, [])
    return records.Answer(answer=found, authority=[] if found else [soa])
