"""What people are alerted to: the rules, what each alert says, how it is delivered.

Not here: when an alert opens or ends (`pipelines.alerting`, `warehouse.alerts`).
"""
