-- One row is a change point of a gap, with the first day after it (`until`) and the last day on
-- which its page was seen (`seen_on`).

{% from "shared/vintages.sql" import segments %}
{{ segments("_gap_derived") }}
