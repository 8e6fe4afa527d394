"""Views over the ledgers of `warehouse.schema.ledgers`: what was told, what stands, what is due."""

from __future__ import annotations

_EVENT_LOG = """
SELECT id, kind, subject, phase, on_date, title, data, is_quiet, dedupe_key, recorded_at
FROM event WHERE kind <> 'examined' ORDER BY id DESC
"""

_CONDITION_NOW = """
SELECT id, kind, subject, on_date AS since, title, data, is_quiet, recorded_at
FROM (
  SELECT e.*, row_number() OVER (PARTITION BY kind, subject ORDER BY id DESC) AS place
  FROM event e WHERE phase <> 'happened'
) WHERE place = 1 AND phase = 'began'
"""

_ALERT_NOW = """
SELECT a.id, a.rule, a.subject, a.severity, a.title, a.body, a.opened_at,
       c.status, c.by AS changed_by, c.note, c.at AS changed_at,
       e.kind, e.phase, e.on_date, e.data, e.dedupe_key,
       (SELECT count(*) FROM outbox o, json_each(o.alerts) j WHERE j.value = a.id) AS messages,
       (SELECT count(*) FROM outbox o, json_each(o.alerts) j
         WHERE j.value = a.id AND EXISTS (
           SELECT 1 FROM delivery d WHERE d.outbox_id = o.id AND d.outcome = 'delivered')
       ) AS delivered
FROM alert a
JOIN event e ON e.id = a.event_id
JOIN alert_change c ON c.id = (SELECT max(id) FROM alert_change WHERE alert_id = a.id)
"""

_OUTBOX_DUE = """
SELECT o.id, o.channel, o.dedupe_key, o.severity, o.title, o.body, o.alerts, o.queued_at,
       coalesce(d.attempt, 0) AS attempts, d.outcome AS last_outcome, d.cause AS last_cause,
       d.at AS last_at, d.retry_at
FROM outbox o
LEFT JOIN delivery d ON d.id = (SELECT max(id) FROM delivery WHERE outbox_id = o.id)
WHERE NOT EXISTS (
  SELECT 1 FROM delivery x WHERE x.outbox_id = o.id AND x.outcome = 'delivered')
"""

ALERT_VIEWS: dict[str, str] = {
    "event_log": _EVENT_LOG,
    "condition_now": _CONDITION_NOW,
    "alert_now": _ALERT_NOW,
    "outbox_due": _OUTBOX_DUE,
}
