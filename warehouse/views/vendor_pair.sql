-- One row is a model on a benchmark with its maker's score and somebody else's.
-- Key: benchmark, model
--
-- benchmark (text): Id of the benchmark.
-- vendor_series (text): Series of the makers' own scores.
-- maker (text): Maker id.
-- model (text): Canonical model id.
-- vendor_value (real): Best score that its maker published.
-- vendor_protocol (text): How the maker ran it, as the source says.
-- measured_value (real): Best score by somebody else.
-- measured_protocol (text): How that was run.
-- measured_series (text): Series of that score.
-- difference (real): How much better the maker's score is, in points.
-- difference_low (real?): Lower end of its interval, errors taken as independent.
-- difference_high (real?): Upper end of its interval.

{% from "shared/formulas.sql" import level %}
SELECT benchmark, title, domain, unit, maker, model, name, maker_name,
       round(vendor_value, 4) AS vendor_value, vendor_protocol,
       round(measured_value, 4) AS measured_value, measured_protocol, measured_series,
       round(difference, 4) AS difference, round(difference - half, 4) AS difference_low,
       round(difference + half, 4) AS difference_high,
       iif(half IS NULL, NULL, {{ level }}) AS ci_level, vendor_series
FROM _vendor_pair
