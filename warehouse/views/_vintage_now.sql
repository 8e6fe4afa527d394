-- One row is the newest vintage of a board.

{% from "shared/vintages.sql" import newest_within %}
{{ newest_within() }}
