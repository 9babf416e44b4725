CREATE TRIGGER IF NOT EXISTS articles_change_leaves_story AFTER UPDATE OF content_hash ON articles
WHEN old.story_id IS NOT NULL AND new.content_hash <> old.content_hash
BEGIN
    UPDATE articles SET story_id = NULL WHERE story_id = old.story_id;
END
