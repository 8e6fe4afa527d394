import re

from outputs.alerts.deliver import HIDDEN, channel_names, channels, redacted, split

SLACK = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#ops"
MAIL = "mailtos://me:pa%24sw0rd@example.com?to=a@b.org,c@d.org"


def test_addresses_are_separated_by_blanks_or_commas() -> None:
    assert split(f" {SLACK},{MAIL}\n json://h ") == [SLACK, MAIL, "json://h"]
    assert split("") == []
    assert split(MAIL) == [MAIL], "a comma within an address separates nothing"


def test_a_channel_is_known_by_scheme_and_fingerprint_only() -> None:
    environ = {"GAPWATCH_ALERT_URLS": f"{SLACK} {MAIL} {SLACK} nonsense"}
    first, second, third = channel_names(environ)
    assert re.fullmatch(r"slack-[0-9a-f]{8}", first)
    assert re.fullmatch(r"mailtos-[0-9a-f]{8}", second)
    assert third.startswith("unknown-")
    assert channel_names(environ)[0] == first, "the same address keeps its name"
    assert "T1JJ3T3L2" not in repr(channels(environ))


def test_no_part_of_an_address_survives() -> None:
    said = (
        f"POST {SLACK} failed; https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD gave 404; "
        "login me with pa$sw0rd refused by example.com for a@b.org"
    )
    told = redacted(said, [SLACK, MAIL])
    for secret in ("T1JJ3T3L2", "A1BRTD4JD", "TIiajkd", "pa$sw0rd", "example.com", "slack.com"):
        assert secret not in told
    assert "gave 404" in told
    assert HIDDEN in told
