"""Views over the ledgers of `warehouse.schema.ledgers`: what was told, what stands, what is due."""

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

_ALERT_NOW = """
SELECT a.id, a.rule, a.subject, a.severity, a.title, a.body, a.opened_at,
       c.status, c.by AS changed_by, c.note, c.at AS changed_at,
       e.kind, e.phase, e.on_date, e.data, e.dedupe_key,
       (SELECT count(*) FROM _outbox o, json_each(o.alerts) j WHERE j.value = a.id) AS messages,
       (SELECT count(*) FROM _outbox o, json_each(o.alerts) j
         WHERE j.value = a.id AND EXISTS (
           SELECT 1 FROM _delivery d WHERE d.outbox_id = o.id AND d.outcome = 'delivered')
       ) AS delivered
FROM _alert a
JOIN _event e ON e.id = a.event_id
JOIN _alert_change c ON c.id = (SELECT max(id) FROM _alert_change WHERE alert_id = a.id)
"""

_OUTBOX_DUE = """
SELECT o.id, o.channel, o.dedupe_key, o.severity, o.title, o.body, o.alerts, o.queued_at,
       coalesce(d.attempt, 0) AS attempts, d.outcome AS last_outcome, d.cause AS last_cause,
       d.at AS last_at, d.retry_at
FROM _outbox o
LEFT JOIN _delivery d ON d.id = (SELECT max(id) FROM _delivery WHERE outbox_id = o.id)
WHERE NOT EXISTS (
  SELECT 1 FROM _delivery x WHERE x.outbox_id = o.id AND x.outcome = 'delivered')
"""

ALERT_VIEWS: dict[str, str] = {
    "_event_log": _EVENT_LOG,
    "_condition_now": _CONDITION_NOW,
    "_alert_now": _ALERT_NOW,
    "_outbox_due": _OUTBOX_DUE,
}
