-- One row is a view (or table) that people may rely on.
-- Key: name
--
-- name (text): Its name.
-- one_row_is (text): What one row of it is.
-- key (text): The columns that name one row.

SELECT column1 AS name, column2 AS one_row_is, column3 AS key FROM (VALUES
{% for view in promised %}
  ({{ view.name | quoted }}, {{ view.one_row_is | quoted }}, {{ view.key | join(", ") | quoted }})
  {{- "" if loop.last else "," }}
{% endfor %}
)
