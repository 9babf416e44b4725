CREATE OR REPLACE TRIGGER articles_change_leaves_story AFTER UPDATE OF content_hash ON articles
FOR EACH ROW WHEN (OLD.story_id IS NOT NULL AND NEW.content_hash <> OLD.content_hash)
EXECUTE FUNCTION forget_story()
