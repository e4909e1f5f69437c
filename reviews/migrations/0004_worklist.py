"""The worklist follows the claims and the reviews: a row appears, opens and closes in the transaction of the move."""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION claimdesk_worklist_follows_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'accepted' THEN
        INSERT INTO reviews_assignment (claim_id, desk_id, created_at) VALUES (NEW.id, NEW.desk_id, now())
        ON CONFLICT (claim_id) DO UPDATE SET ranked_at = NULL, is_open = NOT EXISTS (
            SELECT 1 FROM reviews_claimreview r WHERE r.claim_id = NEW.id
            AND r.state IN ('submitted', 'approved', 'published', 'retracted'));
    ELSE
        UPDATE reviews_assignment SET is_open = false, holder_id = NULL, held_until = NULL WHERE claim_id = NEW.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER claims_claim_has_its_place_in_the_worklist AFTER INSERT OR UPDATE OF state ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION claimdesk_worklist_follows_claim();

CREATE FUNCTION claimdesk_worklist_follows_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('draft', 'returned', 'abandoned') THEN
        UPDATE reviews_assignment a SET is_open = true FROM claims_claim c
        WHERE a.claim_id = NEW.claim_id AND c.id = a.claim_id AND c.state = 'accepted';
    ELSE
        UPDATE reviews_assignment SET is_open = false, holder_id = NULL, held_until = NULL
        WHERE claim_id = NEW.claim_id;
    END IF;
    IF NEW.state IN ('abandoned', 'retracted') THEN
        UPDATE reviews_assignment SET assigned_to_id = NULL, holder_id = NULL, held_until = NULL
        WHERE claim_id = NEW.claim_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER reviews_claimreview_opens_and_closes_its_assignment AFTER INSERT OR UPDATE OF state
    ON reviews_claimreview FOR EACH ROW EXECUTE FUNCTION claimdesk_worklist_follows_review();

INSERT INTO reviews_assignment (claim_id, desk_id, created_at, is_open, assigned_to_id)
SELECT c.id, c.desk_id, now(), coalesce(r.state IN ('draft', 'returned'), true), r.reviewer_id
FROM claims_claim c LEFT JOIN reviews_claimreview r ON r.claim_id = c.id AND r.state NOT IN ('abandoned', 'retracted')
WHERE c.state = 'accepted'
ON CONFLICT DO NOTHING;
"""
FORGET = """
DROP TRIGGER reviews_claimreview_opens_and_closes_its_assignment ON reviews_claimreview;
DROP FUNCTION claimdesk_worklist_follows_review();
DROP TRIGGER claims_claim_has_its_place_in_the_worklist ON claims_claim;
DROP FUNCTION claimdesk_worklist_follows_claim();
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_the_desk")]

    operations = [migrations.RunSQL(FOLLOW, FORGET)]
