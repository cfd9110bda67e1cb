-- From which event on a webhook is told, and up to which where it is off: what happened before it was switched on or off
-- does not depend on when the events are looked at.
ALTER TABLE webhook ADD COLUMN told_after BIGINT NOT NULL DEFAULT 0;
ALTER TABLE webhook ADD COLUMN told_upto BIGINT;
UPDATE webhook SET told_upto = (SELECT COALESCE(MAX(id), 0) FROM event) WHERE off_at IS NOT NULL;
