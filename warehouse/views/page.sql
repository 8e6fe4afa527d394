-- One row is an archived page: the bytes that an address gave, from the first to the last time.
-- Key: page_sha256, source, url
--
-- page_sha256 (text): SHA-256 of its bytes, as in every row that it says.
-- source (text): The source whose page it is.
-- url (text): The address that gave it.
-- first_seen_at (text): When it was first captured (UTC).
-- last_seen_at (text): When the address last gave these bytes (UTC).
-- recorded_at (text): When this warehouse learned it (UTC).
-- size_bytes (whole?): Its size in bytes, as it came.

SELECT s.page_sha256, s.source, s.url, min(s.seen_at) AS first_seen_at,
       max(s.seen_at) AS last_seen_at, min(s.recorded_at) AS recorded_at, p.size_bytes
FROM _snapshot s JOIN _page p ON p.sha256 = s.page_sha256
GROUP BY s.page_sha256, s.source, s.url
