"""The users of the tools."""

from tutor.lab.root import accounts

PASSWD = (
    "root:x:0:0:root:/root:/bin/bash\nredis:x:101:102::/var/lib/redis:/bin/false\nother:x:980:980::/:/x\n"
)
GROUP = "root:x:0:\nredis:x:102:\n"


def test_missing_users_and_groups_are_added_with_free_numbers() -> None:
    """What is there stays as it is, and no number is used twice."""
    group = accounts.with_groups(GROUP)
    passwd = accounts.with_users(PASSWD, group)
    assert passwd.startswith(PASSWD)
    users = [line.split(":") for line in passwd.splitlines()]
    assert {"tcpdump", "frr", "redis"} <= {user[0] for user in users}
    assert len({user[2] for user in users}) == len(users)
    groups = {line.split(":")[0]: line.split(":")[2] for line in group.splitlines()}
    assert {user[0]: user[3] for user in users}["tcpdump"] == groups["tcpdump"]


def test_doing_it_again_changes_nothing() -> None:
    """The result is complete."""
    group = accounts.with_groups(GROUP)
    passwd = accounts.with_users(PASSWD, group)
    assert accounts.with_groups(group) == group
    assert accounts.with_users(passwd, group) == passwd
