"""What people are told, as data: the rules of the alerts, and what each alert says."""
