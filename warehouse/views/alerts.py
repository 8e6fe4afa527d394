"""Views over the ledger of events: what happened, what stands, and what people are told."""

from __future__ import annotations

_EVENT_LOG = """
SELECT id, kind, subject, phase, on_date, title, data, is_quiet, dedupe_key, recorded_at
FROM _event WHERE kind <> 'examined' ORDER BY id DESC
"""

_CONDITION_NOW = """
SELECT id, kind, subject, on_date AS since, title, data, is_quiet, recorded_at
FROM (
  SELECT e.*, row_number() OVER (PARTITION BY kind, subject ORDER BY id DESC) AS place
  FROM _event e WHERE phase <> 'happened'
) WHERE place = 1 AND phase = 'began'
"""

_ALERT_LOG = """
SELECT e.id, e.kind, e.subject, e.phase, e.on_date, e.title, e.data, e.dedupe_key, e.recorded_at,
       iif(e.phase = 'began', e.id IN (SELECT id FROM _condition_now), NULL) AS holds,
       (SELECT count(DISTINCT a.channel) FROM _attempt a
         WHERE a.event_id = e.id AND a.cause IS NULL) AS delivered
FROM _event e WHERE NOT e.is_quiet AND e.phase <> 'ended'
"""

ALERT_VIEWS: dict[str, str] = {
    "_event_log": _EVENT_LOG,
    "_condition_now": _CONDITION_NOW,
    "_alert_log": _ALERT_LOG,
}
