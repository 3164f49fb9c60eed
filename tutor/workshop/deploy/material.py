"""What ends in the deployed class's Secrets: its keys, and each server's configuration. Pure but for the clock."""

import dataclasses
import json

from tutor.base import errors
from tutor.workshop import authority, code, config
from tutor.workshop.deploy import nats
from tutor.workshop.deploy import plan as plans

SECONDS_A_DAY = 86_400


def found(plan: plans.Plan, title: str, *, days: int, keep_days: int, anonymous: bool) -> authority.Authority:
    """A new class for that place. Its code lasts as long as its credentials: it never leaves the closed network."""
    made = authority.found(
        plan.class_id,
        title or plan.class_id,
        address(plan),
        plans.CLIENT_PORT,
        days=days,
        keep_days=keep_days,
        anonymous=anonymous,
        # Of three servers, so that a class can grow from one without a new certificate.
        names=[
            "nats",
            *(nats.node_name(plan, f"nats-{number}") for number in range(max(plans.NATS_REPLICAS))),
        ],
    )
    return dataclasses.replace(made, code_expires=authority.now() + days * SECONDS_A_DAY)


def address(plan: plans.Plan) -> str:
    """Where the servers are, for pods of the cluster; a cluster's DNS completes it."""
    return f"nats.{plan.namespace}"


def of(plan: plans.Plan, known: authority.Authority) -> plans.Material:
    """The files. Raises UsageError where the class has its servers elsewhere."""
    if known.host != address(plan):
        raise errors.UsageError(
            f"the class {plan.class_id} has its servers at {known.host}",
            why="its certificate and its code are for that place",
            todo="take another name for the class, or k8stutor workshop forget",
        )
    files = {f"{server}.conf": config.render(known, _node(plan, server)) for server in plan.servers}
    files |= {"certificate.pem": known.certificate, "private-key.pem": known.private_key}
    kept = {authority.FILE: json.dumps(dataclasses.asdict(known))}
    return plans.Material(files, kept, code.encode(known.invitation))


def _node(plan: plans.Plan, server: str) -> config.Node:
    others = [one for one in plan.servers if one != server]
    return config.Node(
        name=server,
        listen=f"0.0.0.0:{plans.CLIENT_PORT}",
        store=f"{plans.DATA_FOLDER}/store",
        certificate=f"{plans.CONFIG_FOLDER}/certificate.pem",
        private_key=f"{plans.CONFIG_FOLDER}/private-key.pem",
        cluster=f"0.0.0.0:{plans.ROUTE_PORT}" if others else "",
        routes=[f"{nats.node_name(plan, one)}:{plans.ROUTE_PORT}" for one in others],
        advertise=f"{nats.node_name(plan, server)}:{plans.CLIENT_PORT}" if others else "",
    )
