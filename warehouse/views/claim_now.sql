-- One row is a reading of a published claim, tested.
-- Key: id, reading
-- Columns as in table: claim
--
-- id (text): Id of the claim, for example S12.
-- is_decisive (flag): 1: the verdict on the claim follows from this reading.

SELECT ledger, claim AS id, reading, statement, speaker, stated_on, stated_on_is_month, work, url,
       quoted_by, verdict, stated, found, as_of, provenance, decisive, evidence,
       coalesce(instr(', ' || decisive || ',', ', ' || reading || ',') > 0, 0) AS is_decisive,
       code_version, recorded_at
FROM _claim_in_force
