"""`k8stutor workshop deploy`: the manifests on standard output, what to do with them on standard error."""

import argparse
import sys

from tutor.base import errors, i18n
from tutor.cli import deployoptions
from tutor.workshop import authority, founding
from tutor.workshop.deploy import material, rendering
from tutor.workshop.deploy import plan as plans


def deploy(args: argparse.Namespace) -> int:
    """Print a class; called again it is the same class, larger or smaller. Raises TutorError."""
    plan = plans.Plan(
        class_id=args.class_id,
        namespace=args.namespace or f"k8stutor-{args.class_id}",
        image=args.image,
        learners=args.learners,
        replicas=args.replicas,
        storage=args.storage,
        web_from=args.web_from,
    )
    print(rendering.as_yaml(rendering.manifests(plan, material.of(plan, _keys(plan, args)))), end="")
    words = {"name": plan.class_id, "learners": plan.learners, "namespace": plan.namespace}
    print(i18n.text(deployoptions.TEXTS, args.lang, "deploy_next", **words), file=sys.stderr)
    return errors.GOOD


def _keys(plan: plans.Plan, args: argparse.Namespace) -> authority.Authority:
    """The class's keys, made and kept on this machine the first time; what the call says anew holds."""
    place = authority.folder(plan.class_id)
    known = authority.load(place)
    if known is None:
        days, keep_days = args.days or authority.DAYS, args.keep_days or authority.KEEP_DAYS
        known = material.found(plan, args.title, days=days, keep_days=keep_days, anonymous=args.anonymous)
    if known.abroad:
        raise errors.UsageError(
            f"the class {known.class_id} lives in the account {known.abroad.id}",
            why="a class in a cluster of Kubernetes has servers of its own there",
            todo="take another name for the class",
        )
    known = founding.agreed(known, args.title, args.days, args.keep_days, anonymous=args.anonymous)
    authority.save(known, place)  # always: a class that is in use is not one that nobody opens any more
    return known
