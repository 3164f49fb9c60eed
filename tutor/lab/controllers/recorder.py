"""The events that controllers tell."""

from typing import Any

from tutor.lab.client import recorder, resources
from tutor.lab.controllers import meta

Object = dict[str, Any]


class Recorder(recorder.Recorder):
    """Run `run()` as a task."""

    def tell(
        self,
        about: Object,
        kind: resources.Resource,
        reason: str,
        message: str,
        *,
        component: str,
        warning: bool = False,
    ) -> None:
        """Note an event in the classic form, with counts."""
        of = recorder.reference(about, kind)
        self.record(recorder.counted(of, reason, message, component=component, warning=warning))

    def tell_new(
        self,
        about: Object,
        kind: resources.Resource,
        reason: str,
        message: str,
        *,
        component: str,
        action: str,
        warning: bool = False,
    ) -> None:
        """Note an event in the form of events.k8s.io, as the scheduler does."""
        self.record(
            {
                **recorder.event(recorder.reference(about, kind), reason, message, warning=warning),
                "eventTime": meta.micro_stamp(),
                "firstTimestamp": None,
                "lastTimestamp": None,
                "source": {},
                "action": action,
                "reportingComponent": component,
                "reportingInstance": f"{component}-k8s-m",
            }
        )
