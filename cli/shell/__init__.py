"""What all commands share: arguments, warehouse, past days, help, faults, progress.

Not here: any command.
"""
