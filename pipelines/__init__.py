"""When and in what order: the only code that knows Dagster."""
