CREATE VIEW v_rejections AS
SELECT
    rejections.id AS rejection_id,
    documents.uri,
    rejections.reason,
    rejections.detail,
    documents.status,
    documents.format,
    documents.encoding,
    documents.size_bytes,
    rejections.run_id,
    rejections.created_at,
    rejections.document_id
FROM rejections
JOIN documents ON documents.id = rejections.document_id
