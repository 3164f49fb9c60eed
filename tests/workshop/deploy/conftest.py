"""The lab, as a cluster to deploy on."""

from tests.lab.conftest import lab as lab
