-- One row is the refit of Epoch's index to Epoch's own scores, which gives the joint errors of its
-- gap.
-- Key: series
-- Columns as in table: eci_refit

SELECT r.board AS series, s.title, s.domain, s.unit, r.fault, r.rmse, r.n, r.models, r.benchmarks,
       r.left_out_models, r.gradient, r.low_anchor, r.high_anchor, r.replicates,
       r.replicates_converged, r.published_on, r.compared_models, r.correlation,
       r.largest_deviation, r.largest_deviation_entry, r.largest_deviation_top_60,
       r.root_mean_square_deviation, r.index_vintage, r.vintages, s.status
FROM _eci_refit_in_force r JOIN _series s ON s.series = r.board
