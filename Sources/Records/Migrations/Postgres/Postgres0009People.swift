extension PostgresMigrations {
    /// People: who they are, where they belong, how they prove it, what is mailed to them.
    static let people = """
        CREATE TABLE member (
            id uuid NOT NULL PRIMARY KEY,
            address text COLLATE "C" NOT NULL UNIQUE,
            name text COLLATE "C" NOT NULL,
            company text COLLATE "C" NOT NULL,
            phone text COLLATE "C" NOT NULL,
            locale text COLLATE "C" NOT NULL,
            wrapped_key bytea NOT NULL,
            password text COLLATE "C",
            password_at timestamptz,
            former_passwords jsonb NOT NULL,
            totp_secret bytea,
            totp_pending bytea,
            totp_step bigint,
            recovery_codes text COLLATE "C",
            verified_at timestamptz,
            created_at timestamptz NOT NULL
        );
        CREATE TABLE membership (
            member_id uuid NOT NULL REFERENCES member (id),
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            role text COLLATE "C" NOT NULL,
            buyer_data boolean NOT NULL,
            joined_at timestamptz NOT NULL,
            PRIMARY KEY (member_id, tenant_id)
        );
        CREATE INDEX membership_tenant ON membership (tenant_id, role);
        CREATE TABLE invitation (
            id uuid NOT NULL PRIMARY KEY,
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            address text COLLATE "C" NOT NULL,
            role text COLLATE "C" NOT NULL,
            buyer_data boolean NOT NULL,
            digest bytea NOT NULL UNIQUE,
            invited_by uuid,
            is_mailed boolean NOT NULL,
            created_at timestamptz NOT NULL,
            spent_at timestamptz
        );
        CREATE UNIQUE INDEX invitation_open ON invitation (tenant_id, address) WHERE spent_at IS NULL;
        CREATE TABLE member_session (
            digest bytea NOT NULL PRIMARY KEY,
            id uuid NOT NULL UNIQUE,
            member_id uuid NOT NULL REFERENCES member (id),
            tenant_id uuid,
            stage text COLLATE "C" NOT NULL,
            browser text COLLATE "C" NOT NULL,
            signed_in_at timestamptz NOT NULL,
            last_seen_at timestamptz NOT NULL
        );
        CREATE INDEX member_session_member ON member_session (member_id);
        CREATE TABLE member_device (
            digest bytea NOT NULL PRIMARY KEY,
            member_id uuid NOT NULL REFERENCES member (id),
            created_at timestamptz NOT NULL
        );
        CREATE TABLE sign_in_patience (
            slot bytea NOT NULL PRIMARY KEY,
            failures bigint NOT NULL,
            failed_at timestamptz
        );
        CREATE TABLE one_time_token (
            digest bytea NOT NULL PRIMARY KEY,
            kind text COLLATE "C" NOT NULL,
            member_id uuid REFERENCES member (id),
            created_at timestamptz NOT NULL,
            spent_at timestamptz
        );
        CREATE INDEX one_time_token_member ON one_time_token (member_id, kind);
        CREATE TABLE letter (
            id uuid NOT NULL PRIMARY KEY,
            kind text COLLATE "C" NOT NULL,
            about uuid,
            wrapped_key bytea NOT NULL,
            sealed bytea NOT NULL,
            attempts bigint NOT NULL,
            reason text COLLATE "C",
            created_at timestamptz NOT NULL,
            due_at timestamptz
        );
        CREATE INDEX letter_due ON letter (due_at);
        """
}
