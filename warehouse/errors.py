"""What can go wrong in the warehouse, named by the reaction it calls for."""

import sqlite3


class WarehouseError(Exception):
    """Anything the warehouse refuses; the message says what to do."""


OF_THE_MACHINE = (OSError, MemoryError, sqlite3.Error, WarehouseError)
"""What a full disk, a damaged file or too little memory raises, whatever was asked for."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse at that path yet: run a refresh or a replay first."""


class WarehouseNewer(WarehouseError):
    """The file was written by a newer gapwatch: update the program."""


class WarehouseOlder(WarehouseError):
    """The file has an older schema and is opened to read only: refresh first."""


class WarehouseBusy(WarehouseError):
    """Another program holds the file; it is named."""


class WarehouseFull(WarehouseError):
    """The disk is full; nothing was written."""


class WarehouseUnwritable(WarehouseError):
    """The place of the warehouse can only be read."""


class WarehouseUnreadable(WarehouseError):
    """The file is damaged or may not be read: restore it, or check its rights."""


class ArchiveUnknown(WarehouseError):
    """GAPWATCH_ARCHIVE names no place that can be opened: correct it."""


class InboxDamaged(WarehouseError):
    """A file of the archive's inbox cannot be read; the pages that it named are kept."""


class PageLost(WarehouseError):
    """The archive does not hold the bytes that a snapshot points to, or other bytes."""


class BadRow(WarehouseError):
    """A row does not fit its table: a defect of ours, nothing was written."""


class ClockBehind(WarehouseError):
    """The newest record is dated days after this machine's clock: one of the two is wrong."""
