-- One row is the lag of a series on a day, under one openness rule.
-- Key: series, openness_rule, on_date
-- Columns as in table: lag
--
-- lag_days (whole?): Days since closed first had what open has, counted to on_date; 0: since that day;
--   negative: open leads. It grows daily while no page comes: age_days tells how old the newest is.
--   Of the models known: where gap_daily.unresolved_above is not 0 another may lead.
-- lag_low (whole?): Lower end of the lag's interval, in days.
-- lag_high (whole?): Upper end of the lag's interval, in days.
-- confirmed (flag): as in view.confirmed

{% from "shared/formulas.sql" import first_part %}
{% from "shared/gaps.sql" import age, lag_on, page_on %}
SELECT f.board AS series, c.day AS on_date, {{ first_part("f.category") }} AS openness_rule,
       {{ lag_on("c.day", "f.sign", "f.counts_from") }} AS lag_days,
       {{ lag_on("c.day", "f.low_sign", "f.low_from") }} AS lag_low,
       {{ lag_on("c.day", "f.high_sign", "f.high_from") }} AS lag_high,
       f.ci_level, f.censored, f.closed_entry, f.closed_model, f.closed_value,
       f.open_entry, f.open_model, f.open_value, f.counts_from, f.order_on,
       coalesce(f.confirmed, 1) AS confirmed, f.evidence, f.basis,
       {{ page_on("c.day") }} AS vintage_on,
       {{ age("c.day", page_on("c.day")) }} AS age_days,
       f.closed_vintage, f.open_vintage, f.code_version, f.recorded_at
FROM _lag_segment f
JOIN _calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
