extension PostgresMigrations {
    /// Shops that let us in by OAuth: consents under way, tokens, and which shop is whose.
    static let consent = """
        CREATE TABLE consent (
            state_digest bytea NOT NULL PRIMARY KEY,
            id uuid NOT NULL,
            tenant_id uuid NOT NULL,
            channel text COLLATE "C" NOT NULL,
            connection_id uuid,
            name text COLLATE "C" NOT NULL,
            address text COLLATE "C" NOT NULL,
            settings jsonb NOT NULL,
            redirect text COLLATE "C" NOT NULL,
            verifier bytea NOT NULL,
            created_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            taken_at timestamptz,
            finished_at timestamptz,
            refusal jsonb
        );
        CREATE UNIQUE INDEX consent_id ON consent (id);
        CREATE INDEX consent_expiry ON consent (expires_at);
        CREATE TABLE claimed_shop (
            channel text COLLATE "C" NOT NULL,
            address text COLLATE "C" NOT NULL,
            remote_id text COLLATE "C" NOT NULL,
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            PRIMARY KEY (channel, address, remote_id)
        );
        CREATE TABLE connection_token (
            tenant_id uuid NOT NULL,
            connection_id uuid NOT NULL,
            remote_id text COLLATE "C",
            tokens bytea NOT NULL,
            version bigint NOT NULL,
            obtained_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            refresh_expires_at timestamptz,
            doubted_version bigint,
            lease_token bigint NOT NULL,
            lease_until timestamptz,
            PRIMARY KEY (tenant_id, connection_id),
            FOREIGN KEY (tenant_id, connection_id) REFERENCES connection (tenant_id, id)
        );
        """
}
