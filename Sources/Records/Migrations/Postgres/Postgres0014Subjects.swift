extension PostgresMigrations {
    /// What people ask about the data held of them. Whom a request is about is sealed under a key of their own, which is
    /// destroyed with the answer. No key refers to the connection: a request outlives it. And offers by what a channel counts,
    /// where that is not the listing (Shopify's inventory items).
    static let subjects = """
        CREATE TABLE subject_request (
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            id uuid NOT NULL,
            connection_id uuid NOT NULL,
            kind text COLLATE "C" NOT NULL CHECK (kind IN ('access', 'erasure', 'shop-erasure')),
            digest bytea NOT NULL,
            wrapped_key bytea,
            sealed bytea NOT NULL,
            received_at timestamptz NOT NULL,
            due_at timestamptz NOT NULL,
            answered_at timestamptz,
            PRIMARY KEY (tenant_id, id)
        );
        CREATE UNIQUE INDEX subject_request_open ON subject_request (tenant_id, connection_id, digest)
            WHERE answered_at IS NULL;
        CREATE INDEX offer_item ON offer (
            tenant_id, connection_id, (ltrim(ltrim(variation_ref, '0123456789'), '-'))
        ) WHERE ltrim(variation_ref, '0123456789') <> '';
        """
}
