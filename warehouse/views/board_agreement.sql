-- One row is two series of one domain: whether they put the models of both in one order.
-- Key: series, other_series
--
-- other_series (text): The other series; of two, the one that is declared later.
-- other_title (text): Its name for readers.
-- rank_correlation (real): Spearman's, over the models of both newest pages; 1: one order, 0: none,
--   -1: reverse.
-- correlation_low (real?): Lower end of its interval; absent at 1 and -1.
-- correlation_high (real?): Upper end of its interval.
-- n (whole): Models on both.
-- outlier_model (text?): Model whose ranks differ most; absent: one order.
-- outlier_rank (real?): Its rank on series among these models; 1: the best.
-- outlier_other_rank (real?): Its rank on other_series.
-- other_provenance (text): Who measured the other.
-- other_status (text): Status of the other.

{% from "shared/formulas.sql" import level %}
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT s.domain, a.board AS series, s.title, a.entry AS other_series, o.title AS other_title,
       round(a.value, 4) AS rank_correlation, round(a.low, 4) AS correlation_low,
       round(a.high, 4) AS correlation_high, iif(a.low IS NULL, NULL, {{ level }}) AS ci_level, a.n,
       a.outlier AS outlier_model, coalesce(r.name, a.outlier) AS outlier_name, a.outlier_rank,
       a.outlier_other_rank, s.provenance, o.provenance AS other_provenance, s.status,
       o.status AS other_status
FROM _board_agreement_in_force a JOIN _series s ON s.series = a.board
JOIN _series o ON o.series = a.entry
LEFT JOIN named r ON r.model = a.outlier
