"""Events may be emptied, and lines of the stream forget the words of a claim that was forgotten; nothing else changes."""

from django.db import migrations

TRIGGER = "CREATE OR REPLACE TRIGGER publishing_translationevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_translationevent FOR EACH ROW"

FORGET = """
CREATE FUNCTION claimdesk_without_words(line jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_set(jsonb_set(line, '{claim,text}', '"(forgotten)"'), '{claim,claimant}', 'null')
$$;
CREATE FUNCTION claimdesk_keep_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.data = claimdesk_without_words(OLD.data)
       AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% rows are appended, not changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER publishing_outgoingevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_outgoingevent
    FOR EACH ROW EXECUTE FUNCTION claimdesk_keep_line();

CREATE FUNCTION claimdesk_stream_forgets_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE publishing_outgoingevent o SET data = claimdesk_without_words(o.data)
    FROM claims_claimevent e WHERE e.claim_id = NEW.id AND o.key = 'claim:' || e.id;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_is_forgotten_in_the_stream AFTER UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (NEW.text = '(forgotten)' AND NEW.state = 'dismissed')
    EXECUTE FUNCTION claimdesk_stream_forgets_claim();
"""
FORGET_NO_MORE = """
DROP TRIGGER claims_claim_is_forgotten_in_the_stream ON claims_claim;
DROP FUNCTION claimdesk_stream_forgets_claim();
CREATE OR REPLACE TRIGGER publishing_outgoingevent_is_append_only BEFORE UPDATE OR DELETE ON publishing_outgoingevent
    FOR EACH ROW EXECUTE FUNCTION claimdesk_refuse_change();
DROP FUNCTION claimdesk_keep_line();
DROP FUNCTION claimdesk_without_words(jsonb);
"""


class Migration(migrations.Migration):

    dependencies = [("publishing", "0014_chained_history"), ("claims", "0024_privacy")]

    operations = [
        migrations.RunSQL(
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_keep_event()",
            f"{TRIGGER} EXECUTE FUNCTION claimdesk_refuse_change()",
        ),
        migrations.RunSQL(FORGET, FORGET_NO_MORE),
    ]
