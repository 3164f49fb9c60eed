"""What covers /proc is read from mountinfo, as the kernel's own test sees it."""

from tutor.lab.root import mountinfo

PLAIN = """\
21 27 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw
27 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:28 / /proc/sys/fs/binfmt_misc rw,relatime shared:14 - autofs systemd-1 rw,fd=29
"""

DOCKER = """\
612 500 0:60 / / rw,relatime - overlay overlay rw,lowerdir=/a:/b
613 612 0:61 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
614 612 0:62 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755
501 613 0:61 /bus /proc/bus ro,nosuid,nodev,noexec,relatime - proc proc rw
502 613 0:61 /sys /proc/sys ro,nosuid,nodev,noexec,relatime - proc proc rw
503 613 0:65 / /proc/acpi ro,relatime - tmpfs tmpfs ro
504 613 0:62 /null /proc/kcore rw,nosuid - tmpfs tmpfs rw,size=65536k,mode=755
505 502 0:66 / /proc/sys/kernel ro,relatime - tmpfs tmpfs ro
"""


def test_a_plain_machine_covers_nothing() -> None:
    """What is mounted on a folder that is there for it hides nothing."""
    assert mountinfo.covered(PLAIN) == ()
    assert mountinfo.covered("") == ()
    assert mountinfo.covered("no mountinfo at all\n") == ()


def test_what_an_engine_masks_is_named() -> None:
    """Read-only parts and empty ones; what lies upon those is no part of /proc any more."""
    assert mountinfo.covered(DOCKER) == ("/proc/acpi", "/proc/bus", "/proc/kcore", "/proc/sys")


def test_another_proc_elsewhere_is_not_the_machines() -> None:
    """Nor is what covers it; spaces in a name are written as octal."""
    text = (
        PLAIN
        + "40 27 0:40 / /srv/a\\040b/proc rw - proc proc rw\n41 40 0:41 / /srv/a\\040b/proc/acpi ro - tmpfs t ro\n"
    )
    assert mountinfo.covered(text) == ()
    assert mountinfo.covered(PLAIN + "42 22 0:9 / /proc/a\\040b ro - tmpfs t ro\n") == ("/proc/a b",)
