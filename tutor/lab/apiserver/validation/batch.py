"""Rules for Jobs and CronJobs (kubernetes: pkg/apis/batch/validation/validation.go). Pure."""

from typing import Any

from tutor.lab.apiserver.validation import cron, field, go_form, pod, workloads

Object = dict[str, Any]

_POLICIES = ("OnFailure", "Never")


def job(obj: Object, errors: field.Errors) -> None:
    """A Job."""
    spec = obj["spec"]
    job_spec(spec, "spec", errors)
    workloads.selector(spec.get("selector"), "spec.selector", errors, empty=True)
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    chosen = spec.get("selector")
    if chosen is not None and not workloads.selects(chosen, labels):
        shown, words = dict(sorted(labels.items())), "`selector` does not match template `labels`"
        errors.invalid("spec.template.metadata.labels", shown, words)


def job_spec(spec: Object, path: str, errors: field.Errors) -> None:
    """The spec of a Job, of its own or in a CronJob."""
    for key in (
        "parallelism",
        "completions",
        "activeDeadlineSeconds",
        "backoffLimit",
        "ttlSecondsAfterFinished",
    ):
        errors.not_negative(f"{path}.{key}", spec.get(key))
    mode = spec.get("completionMode")
    if mode is not None:
        errors.one_of(f"{path}.completionMode", mode, ("NonIndexed", "Indexed"))
    if mode == "Indexed" and spec.get("completions") is None:
        words = "when completion mode is Indexed"
        errors.required(f"{path}.completions", words)
    template = spec.get("template") or {}
    pod.validate_template(template, f"{path}.template", errors)
    policy = (template.get("spec") or {}).get("restartPolicy")
    path = f"{path}.template.spec.restartPolicy"
    if policy in ("", "Always"):
        # Always may be nothing but the default of a template that names none.
        errors.required(path, 'valid values: "OnFailure", "Never"')
    elif policy is not None and policy not in _POLICIES:
        errors.unsupported(path, policy, _POLICIES)


def job_update(new: Object, old: Object, errors: field.Errors) -> None:
    """A changed Job: its pods' template and its completions stay."""
    spec, before = new["spec"], old["spec"]
    job_spec(spec, "spec", errors)
    errors.immutable("spec.completions", spec.get("completions"), before.get("completions"))
    workloads.fixed_selector(new, old, errors)
    if spec.get("template") != before.get("template"):
        errors.invalid("spec.template", go_form.template(spec.get("template") or {}), "field is immutable")
    errors.immutable("spec.completionMode", spec.get("completionMode"), before.get("completionMode"))
    errors.immutable(
        "spec.backoffLimitPerIndex", spec.get("backoffLimitPerIndex"), before.get("backoffLimitPerIndex")
    )


def cron_job(obj: Object, errors: field.Errors) -> None:
    """A CronJob."""
    spec = obj["spec"]
    schedule = spec.get("schedule", "")
    if not schedule:
        errors.required("spec.schedule")
    elif "TZ" in schedule:
        errors.invalid(
            "spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        )
    elif words := cron.problem(schedule):
        errors.invalid("spec.schedule", schedule, words)
    errors.not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    zone = spec.get("timeZone")
    if zone is not None and not cron.known_zone(zone):
        errors.invalid("spec.timeZone", zone, "unknown time zone " + zone)
    errors.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), ("Allow", "Forbid", "Replace"))
    job_spec((spec.get("jobTemplate") or {}).get("spec") or {}, "spec.jobTemplate.spec", errors)
    for key in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        errors.not_negative(f"spec.{key}", spec.get(key))
    if len(obj["metadata"].get("name", "")) > 52:
        errors.invalid("metadata.name", obj["metadata"]["name"], "must be no more than 52 characters")
