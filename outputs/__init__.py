"""What people look at: the report site and its charts."""
