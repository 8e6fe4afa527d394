-- One row is a series on a day under one openness rule.
-- Key: series, openness_rule, on_date
-- Columns as in table: gap
--
-- confirmed (flag): as in view.confirmed
-- vintage_on (day?): as in view.vintage_on

{% from "shared/gaps.sql" import age, page_on %}
SELECT f.board AS series, c.day AS on_date, f.category AS openness_rule,
       f.closed_entry, f.closed_model, f.closed_value, f.closed_stderr, f.closed_dated_on,
       f.open_entry, f.open_model, f.open_value, f.open_stderr, f.open_dated_on,
       f.gap, f.win_probability, f.gap_low, f.gap_high, f.ci_level, f.ci_method, f.p_open_ahead,
       f.detectable_gap, f.unresolved_above, f.gap_if_unresolved_closed, f.gap_if_unresolved_open,
       f.unresolved_names, f.systems_above, f.open_newest_on, f.closed_newest_on,
       f.is_tested_lately, f.held_pages, f.held_reason,
       coalesce(f.confirmed, 1) AS confirmed, f.evidence, f.basis,
       {{ page_on("c.day") }} AS vintage_on,
       {{ age("c.day", page_on("c.day")) }} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM _gap_segment f
JOIN _calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
