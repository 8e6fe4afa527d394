-- One row is an event for people: whether its condition holds (absent: it is none), and to how many
-- channels it was delivered. Whether it is sent its rule says.

SELECT e.id, e.kind, e.subject, e.phase, e.on_date, e.title, e.data, e.dedupe_key, e.recorded_at,
       iif(e.phase = 'began', e.id IN (SELECT id FROM _condition_now), NULL) AS holds,
       (SELECT count(DISTINCT a.channel) FROM _attempt a
         WHERE a.event_id = e.id AND a.cause IS NULL) AS delivered
FROM _event e WHERE NOT e.is_quiet AND e.phase <> 'ended'
