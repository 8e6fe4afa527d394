"""What can go wrong in the warehouse, named by the reaction it calls for.

WarehouseError
├── WarehouseMissing    no warehouse at that path yet: run a refresh or a replay first
├── WarehouseNewer      the file was written by a newer gapwatch: update the program
├── WarehouseOlder      the file has an older schema and is opened to read only: refresh first
├── WarehouseBusy       another program holds the file; it is named
├── WarehouseFull       the disk is full: nothing was written
├── WarehouseUnwritable the place is read-only
├── WarehouseUnreadable the file is damaged or may not be read: restore it, or check its rights
├── ArchiveUnknown      GAPWATCH_ARCHIVE names no place that can be opened: correct it
├── InboxDamaged        what a fetch brought cannot be read any more: fetch the source again
├── PageLost            the archive does not hold the bytes a snapshot points to, or other bytes
├── ClockBehind         the newest record is dated days ahead of this machine's clock
└── BadRow              a row does not fit its table: a defect of ours, nothing was written
"""

from __future__ import annotations

import sqlite3


class WarehouseError(Exception):
    """Anything the warehouse refuses; the message says what to do."""


OF_THE_MACHINE = (OSError, MemoryError, sqlite3.Error, WarehouseError)
"""What a full disk, a damaged file or too little memory raises, whatever was asked for."""


class WarehouseMissing(WarehouseError):
    """There is no warehouse at that path yet."""


class WarehouseNewer(WarehouseError):
    """The warehouse was written by a newer version of gapwatch."""


class WarehouseOlder(WarehouseError):
    """The warehouse was written by an older version of gapwatch and not brought up to date."""


class WarehouseBusy(WarehouseError):
    """Another program holds the file."""


class WarehouseFull(WarehouseError):
    """The disk is full; nothing was written."""


class WarehouseUnwritable(WarehouseError):
    """The place of the warehouse can only be read."""


class WarehouseUnreadable(WarehouseError):
    """The file is damaged, or may not be read."""


class ArchiveUnknown(WarehouseError):
    """The address of the archive names no place that can be opened."""


class InboxDamaged(WarehouseError):
    """A file of the archive's inbox cannot be read; the pages that it named are kept."""


class PageLost(WarehouseError):
    """The archive does not give back the bytes that were put in."""


class BadRow(WarehouseError):
    """A row does not fit the declaration of its table."""


class ClockBehind(WarehouseError):
    """The newest record is dated days after this machine's clock: one of the two is wrong."""
