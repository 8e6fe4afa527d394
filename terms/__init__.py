"""Ground words: closed lists with their wording, units, numbers and days, each declared once.

Not here: what belongs to one measure, source or output alone. Everything of ours may import this
package, and it imports only the standard library and pydantic, which reads declared files.
"""
