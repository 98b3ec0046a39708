extension SQLiteMigrations {
    /// What people ask about the data held of them. Whom a request is about is sealed under a key of their own, which is
    /// destroyed with the answer. No key refers to the connection: a request outlives it. And offers by what a channel counts,
    /// where that is not the listing (Shopify's inventory items).
    static let subjects = """
        CREATE TABLE subject_request (
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('access', 'erasure', 'shop-erasure')),
            digest BLOB NOT NULL,
            wrapped_key BLOB,
            sealed BLOB NOT NULL,
            received_at INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            answered_at INTEGER,
            PRIMARY KEY (tenant_id, id)
        ) STRICT;
        CREATE UNIQUE INDEX subject_request_open ON subject_request (tenant_id, connection_id, digest)
            WHERE answered_at IS NULL;
        CREATE INDEX offer_item ON offer (
            tenant_id, connection_id, (ltrim(ltrim(variation_ref, '0123456789'), '-'))
        ) WHERE ltrim(variation_ref, '0123456789') <> '';
        """
}
