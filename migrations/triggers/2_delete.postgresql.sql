CREATE OR REPLACE TRIGGER articles_delete_leaves_story AFTER DELETE ON articles
FOR EACH ROW WHEN (OLD.story_id IS NOT NULL)
EXECUTE FUNCTION forget_story()
