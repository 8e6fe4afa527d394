"""`gapwatch backup` and `gapwatch restore`: the warehouse and its pages elsewhere, and back."""

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.shell import show
from cli.shell.arguments import opened
from cli.shell.show import progress
from pipelines.settings import Settings
from warehouse.errors import WarehouseUnwritable
from warehouse.store import Warehouse

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the backup.")]
Drill = Annotated[bool, typer.Option("--drill", help="Restore the copy for a moment, to prove it.")]


def backup(folder: Folder, drill: Drill = False) -> None:
    """Copy the warehouse and its pages to DIR, also while a refresh runs; again: what is new.

    A damaged warehouse is refused, so that the last good copy stays.
    Examples: `gapwatch backup /backup/gapwatch --drill`
    """
    from warehouse import backup as warehouse_backup  # noqa: PLC0415 - pandas is not needed for help

    settings = Settings.from_environment()
    opened().close()  # none is made here
    with suppress(WarehouseUnwritable), Warehouse.open(settings.home, settings.archive):
        pass  # after an update the views are laid anew: those of the version before are no damage
    with opened() as warehouse, progress("copying pages") as shown:
        made = warehouse_backup.back_up(warehouse, folder, shown)
    proved = ""
    if drill:
        warehouse_backup.drill(folder)
        proved = "; restored for a moment, it is the same"
    show.console.print(
        f"{made.pages} pages and all records until {made.recorded_at} are in {folder}; "
        f"hash of all facts {made.content_hash}{proved}"
    )


def restore(folder: Folder) -> None:
    """Put the backup in DIR into an empty GAPWATCH_HOME, checked by hash, row and page.

    The hash of all facts is what it was when the backup was made, or nothing is restored.
    Examples: `GAPWATCH_HOME=/srv/gapwatch gapwatch restore /backup/gapwatch`
    """
    from warehouse import backup as warehouse_backup  # noqa: PLC0415 - pandas is not needed for help

    settings = Settings.from_environment()
    with progress("copying pages") as shown:
        made = warehouse_backup.restore(folder, settings.home, settings.archive, shown)
    show.console.print(
        f"{made.pages} pages and all records until {made.recorded_at} are in {settings.home}; "
        f"hash of all facts {made.content_hash}, as it was backed up"
    )
