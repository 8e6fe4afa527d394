-- One row is the price at the best open model's own score in a series on a day.
-- Key: series, openness_rule, on_date
-- Columns as in table: price_gap

{% from "shared/formulas.sql" import first_part %}
SELECT f.board AS series, f.threshold, c.day AS on_date,
       {{ first_part("f.category") }} AS openness_rule,
       f.closed_model, f.closed_value, f.closed_price, f.closed_input, f.closed_output,
       f.closed_source, f.closed_price_basis, f.closed_hosts, f.closed_price_mode,
       f.closed_off_peak_price, f.closed_effective_on, f.closed_is_at_most,
       f.open_model, f.open_value, f.open_price, f.open_input, f.open_output,
       f.open_source, f.open_price_basis, f.open_hosts, f.open_price_mode,
       f.open_off_peak_price, f.open_effective_on, f.open_is_at_most,
       f.price_ratio, f.blend, f.scores_on, f.code_version, f.recorded_at
FROM _price_gap_segment f
JOIN _calendar c ON c.day >= f.entry AND c.day <= f.through
  AND (f.until IS NULL OR c.day < f.until)
