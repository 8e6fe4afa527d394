"""Where numbers come from: one module per place we read, each a fetch and a pure parse."""
