-- One row is a benchmark that makers and somebody else score the same models on, and a series of
-- those who neither made the models nor copied a number: of a model that several measured the best
-- run counts.

WITH benchmark(benchmark, title, vendor_series, note) AS (
  VALUES
  ('swebench_verified', 'SWE-bench Verified', 'swebench_verified_vendor',
   '500 tasks; makers use scaffolds of their own, Epoch AI and the maintainers (mini-SWE-agent '
   || '2.x) one for all. Runs with mini-SWE-agent 0.x and 1.x are left out: its bare loop, not the '
   || 'maker, explains differences of up to 36 points.'),
  ('gpqa_diamond', 'GPQA Diamond', 'gpqa_vendor',
   '198 questions; makers rarely state effort and number of samples, Epoch AI takes the mean of '
   || 'several runs.'),
  ('mmlu_5shot', 'MMLU, 5-shot', 'mmlu_vendor_5shot',
   'The same protocol on both sides (HELM is 5-shot without chain of thought).')
),
measured(benchmark, measured_series) AS (
  VALUES
  ('swebench_verified', 'swebench_verified_epoch'),
  ('swebench_verified', 'swebench_verified_mini2'),
  ('gpqa_diamond', 'gpqa_epoch'),
  ('mmlu_5shot', 'mmlu_helm')
)
SELECT benchmark, title, vendor_series, measured_series, note
FROM benchmark JOIN measured USING (benchmark)
