-- One row is an event, the newest first; marks of how far was examined are none.

SELECT id, kind, subject, phase, on_date, title, data, is_quiet, dedupe_key, recorded_at
FROM _event WHERE kind <> 'examined' ORDER BY id DESC
