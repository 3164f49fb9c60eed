"""Events about services. Controller and speaker both tell them."""

from tutor.lab.client import recorder, resources, rest


class Events(recorder.Recorder):
    """Of `component` ("metallb-controller", "metallb-speaker"). Run `run()` as a task."""

    def __init__(self, client: rest.Client, component: str) -> None:
        super().__init__(client)
        self._component = component

    def tell(self, service: resources.Object, reason: str, message: str, *, warning: bool = False) -> None:
        """Note an event."""
        about = recorder.reference(service, resources.SERVICES)
        self.record(recorder.counted(about, reason, message, component=self._component, warning=warning))
