extension SQLiteMigrations {
    /// Shops that let us in by OAuth: consents under way, tokens, and which shop is whose.
    static let consent = """
        CREATE TABLE consent (
            state_digest BLOB NOT NULL PRIMARY KEY,
            id TEXT NOT NULL,
            tenant_id TEXT NOT NULL,
            channel TEXT NOT NULL,
            connection_id TEXT,
            name TEXT NOT NULL,
            address TEXT NOT NULL,
            settings TEXT NOT NULL,
            redirect TEXT NOT NULL,
            verifier BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            taken_at INTEGER,
            finished_at INTEGER,
            refusal TEXT
        ) STRICT;
        CREATE UNIQUE INDEX consent_id ON consent (id);
        CREATE INDEX consent_expiry ON consent (expires_at);
        CREATE TABLE claimed_shop (
            channel TEXT NOT NULL,
            address TEXT NOT NULL,
            remote_id TEXT NOT NULL,
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            PRIMARY KEY (channel, address, remote_id)
        ) STRICT;
        CREATE TABLE connection_token (
            tenant_id TEXT NOT NULL,
            connection_id TEXT NOT NULL,
            remote_id TEXT,
            tokens BLOB NOT NULL,
            version INTEGER NOT NULL,
            obtained_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            refresh_expires_at INTEGER,
            doubted_version INTEGER,
            lease_token INTEGER NOT NULL,
            lease_until INTEGER,
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        ) STRICT;
        """
}
