"""What all commands share: arguments, help, faults, progress, how values are shown.

Not here: any command.
"""
