-- One row is that a board had a state: what a page gave it, at every look whose reading that is.
--
-- `id` is one for all looks of a reading; `snapshot_id` tells them apart and is the order of
-- arrival.

{% from "shared/vintages.sql" import vintages %}
{{ vintages() }}
FROM _page_state p JOIN _snapshot s ON s.reading = p.snapshot_id
