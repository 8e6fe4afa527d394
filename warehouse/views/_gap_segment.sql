-- One row is a change point of a gap, with the first day after it (`until`) and the last day on
-- which its page was seen (`seen_on`).
--
-- A board has one newest vintage. SQLite hands a condition down into a window's partition, so that
-- a question about one series reads no other.

{% from "shared/vintages.sql" import seen_on %}
-- Found in a window, so that SQLite does it once a row and not once a day.
SELECT w.*, max({{ seen_on(
  page="coalesce(w.vintage_on, w.inputs_on)",
  vintages="w.closed_vintage, w.open_vintage",
  by="coalesce(date(w.until, '-1 day'), w.through)",
  derived_at="w.derived_at",
) }}) OVER (PARTITION BY w.board, w.category, w.entry) AS seen_on
FROM (
  SELECT i.*, lead(i.entry) OVER (PARTITION BY i.board, i.category ORDER BY i.entry) AS until
  FROM _gap_derived i
) w
