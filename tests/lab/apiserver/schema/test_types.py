"""Types as the tables give them."""

import subprocess
import sys

import pytest

from tutor.lab.apiserver.schema import names, types


def test_a_kind_is_found_by_group_version_and_kind() -> None:
    """The type knows its fields and how each is merged and owned."""
    deployment = types.of("apps", "v1", "Deployment")
    assert deployment is not None
    template = deployment.fields["spec"].shape.type.fields["template"]
    containers = template.shape.type.fields["spec"].shape.type.fields["containers"]
    assert (containers.merge_key, containers.list_type, containers.list_keys) == ("name", "map", ("name",))
    assert containers.required
    ports = types.by_key("core.v1/ServiceSpec").fields["ports"]
    assert (ports.merge_key, ports.list_keys) == ("port", ("port", "protocol"))
    assert types.of("apps", "v1", "Nothing") is None
    assert types.of("nowhere", "v9", "Nothing") is None


def test_inlined_structs_are_flat_in_json() -> None:
    """A volume's source and a probe's handler are fields of their parents."""
    assert {"name", "emptyDir", "configMap"} <= types.by_key("core.v1/Volume").fields.keys()
    assert {"httpGet", "periodSeconds"} <= types.by_key("core.v1/Probe").fields.keys()
    assert "name" in types.by_key("core.v1/EphemeralContainer").required


def test_openapi_names() -> None:
    """Names lead to types and back."""
    assert types.named("io.k8s.api.core.v1.PodSpec") is types.by_key("core.v1/PodSpec")
    assert types.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta").name == "ObjectMeta"
    assert names.openapi("rbac.authorization.k8s.io.v1/Role") == "io.k8s.api.rbac.v1.Role"
    with pytest.raises(KeyError):
        types.named("io.k8s.api.core.v1.Nothing")


@pytest.mark.parametrize("table", types.tables())
def test_every_type_of_a_table_can_be_read(table: str) -> None:
    """All references lead somewhere, and every list key is a field of the list's items."""
    for key in types.keys(table):
        for field in types.by_key(key).fields.values():
            shape = field.shape
            while shape.item is not None:
                shape = shape.item
            if shape.kind == "struct":
                known = shape.type.fields.keys()
                assert set(field.list_keys) <= known
                assert not field.merge_key or field.merge_key in known


def test_a_type_is_there_at_once_and_without_the_client_package() -> None:
    """Asking for a Deployment's containers imports neither `kubernetes` nor anything else that is slow."""
    code = (
        "import sys; from tutor.lab.apiserver.schema import types; "
        "types.by_key('core.v1/PodSpec').fields['containers'].shape.item.type; "
        "print({'kubernetes', 'yaml', 'aiohttp', 'pydantic'} & sys.modules.keys())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
