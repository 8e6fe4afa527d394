-- One row is an entry that competes in a class of a series, under one openness rule, on the newest
-- pages that decide the gap. Those who have left are no rows: until_on is absent, or lies ahead.
-- Key: series, openness_rule, class, entry
-- Columns as in table: contender
--
-- entry (text): as in contender.listed
-- held (whole): as in contender.is_held
-- published_on (day): Day of its page; by days of entries, of the page that first had it.

-- By days of entries a row is of the page that first had it: a page holds all of them.
WITH named AS MATERIALIZED (SELECT entry AS model, name FROM _model_in_force)
SELECT c.board AS series, s.title, s.domain, s.unit, c.category AS openness_rule, c.class,
       c.listed AS entry, c.model, coalesce(m.name, c.model) AS name, c.value, c.stderr, c.from_on,
       c.until_on, iif(s.axis = 'board', c.inputs_on, p.published_on) AS published_on,
       c.is_whole, c.floor, c.leads, c.is_held AS held, s.status
FROM _contender_in_force c JOIN _series s ON s.series = c.board
LEFT JOIN _page_state p ON p.id = c.vintage
LEFT JOIN named m ON m.model = c.model
