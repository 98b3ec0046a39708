extension SQLiteMigrations {
    /// People: who they are, where they belong, how they prove it, what is mailed to them.
    static let people = """
        CREATE TABLE member (
            id TEXT NOT NULL PRIMARY KEY,
            address TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            company TEXT NOT NULL,
            phone TEXT NOT NULL,
            locale TEXT NOT NULL,
            wrapped_key BLOB NOT NULL,
            password TEXT,
            password_at INTEGER,
            former_passwords TEXT NOT NULL,
            totp_secret BLOB,
            totp_pending BLOB,
            totp_step INTEGER,
            recovery_codes TEXT,
            verified_at INTEGER,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE membership (
            member_id TEXT NOT NULL REFERENCES member (id),
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            role TEXT NOT NULL,
            buyer_data INTEGER NOT NULL,
            joined_at INTEGER NOT NULL,
            PRIMARY KEY (member_id, tenant_id)
        ) STRICT;
        CREATE INDEX membership_tenant ON membership (tenant_id, role);
        CREATE TABLE invitation (
            id TEXT NOT NULL PRIMARY KEY,
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            address TEXT NOT NULL,
            role TEXT NOT NULL,
            buyer_data INTEGER NOT NULL,
            digest BLOB NOT NULL UNIQUE,
            invited_by TEXT,
            is_mailed INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            spent_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX invitation_open ON invitation (tenant_id, address) WHERE spent_at IS NULL;
        CREATE TABLE member_session (
            digest BLOB NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            member_id TEXT NOT NULL REFERENCES member (id),
            tenant_id TEXT,
            stage TEXT NOT NULL,
            browser TEXT NOT NULL,
            signed_in_at INTEGER NOT NULL,
            last_seen_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX member_session_member ON member_session (member_id);
        CREATE TABLE member_device (
            digest BLOB NOT NULL PRIMARY KEY,
            member_id TEXT NOT NULL REFERENCES member (id),
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE sign_in_patience (
            slot BLOB NOT NULL PRIMARY KEY,
            failures INTEGER NOT NULL,
            failed_at INTEGER
        ) STRICT;
        CREATE TABLE one_time_token (
            digest BLOB NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            member_id TEXT REFERENCES member (id),
            created_at INTEGER NOT NULL,
            spent_at INTEGER
        ) STRICT;
        CREATE INDEX one_time_token_member ON one_time_token (member_id, kind);
        CREATE TABLE letter (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            about TEXT,
            wrapped_key BLOB NOT NULL,
            sealed BLOB NOT NULL,
            attempts INTEGER NOT NULL,
            reason TEXT,
            created_at INTEGER NOT NULL,
            due_at INTEGER
        ) STRICT;
        CREATE INDEX letter_due ON letter (due_at);
        """
}
