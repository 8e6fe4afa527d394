-- One row is a change point of a lag, with the first day after it (`until`) and the last day on
-- which its page was seen (`seen_on`).

{% from "shared/vintages.sql" import segments %}
{{ segments("_lag_derived") }}
