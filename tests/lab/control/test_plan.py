"""What a lab is started with."""

from tutor.lab.control import plan

PLAN = plan.Plan(
    api_fd=3,
    control_fd=4,
    report_fd=5,
    outside_fd=6,
    port=16443,
    kubectl="/opt/kubectl",
    folders=("/opt",),
    certificates={"ca.crt": "PEM\n", "admin.token": "secret"},
    notes=("a note",),
)


def test_a_plan_survives_its_way_to_the_supervisor() -> None:
    """It travels as JSON."""
    assert plan.from_json(PLAN.to_json()) == PLAN
