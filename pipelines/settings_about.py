"""What every setting means, for the docs: one line for each variable that the code reads."""

SETTINGS = {
    "GAPWATCH_HOME": (
        "Folder of the warehouse, the archive and Dagster's home; the report then goes to `site/` "
        "in it.",
        "`data/` in the project",
    ),
    "GAPWATCH_ARCHIVE": (
        "fsspec address of the page archive.",
        "`$GAPWATCH_HOME/archive`",
    ),
    "GAPWATCH_URL_<SOURCE>": (
        "Another address for a source: a mirror, a test.",
        "the source's own",
    ),
    "GAPWATCH_ENABLE": (
        "Optional sources that a run asks too, separated by commas; see docs/sources.md.",
        "none",
    ),
    "GAPWATCH_EXECUTOR": ("`in_process` or `multiprocess`: how Dagster runs steps.", "in_process"),
    "GAPWATCH_SITE_URL": (
        "Public address of the report, for the feed and link previews.",
        "unset: relative addresses",
    ),
    "GAPWATCH_ALERT_RULES": (
        "A TOML file that replaces single keys of the alert rules.",
        "the rules that ship",
    ),
    "GAPWATCH_ALERT_URLS": (
        "Where alerts are delivered, in Apprise's form; secrets, never shown.",
        "unset: recorded and listed, not sent",
    ),
    "GAPWATCH_PING_URL": (
        "Address that is asked after every refresh, for an outside watcher of the heartbeat.",
        "unset",
    ),
    "GAPWATCH_DEBUG": (
        "`1`: an unexpected error of a command shows its traceback, like `--debug`.",
        "unset: one line",
    ),
    "GAPWATCH_RECORDED": (
        "A folder of recorded pages; tests only.",
        "unset: those tests are skipped",
    ),
}
"""Variable to (meaning, default)."""
