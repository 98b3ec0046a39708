extension SQLiteMigrations {
    /// Who did what, sealed; what was refused; alarms and canaries; who looked through the members when.
    static let audit =
        """
        CREATE TABLE audit_deed (
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            id TEXT NOT NULL,
            at INTEGER NOT NULL,
            doer TEXT NOT NULL,
            doer_id TEXT,
            deed TEXT NOT NULL,
            object TEXT,
            object_id TEXT,
            detail TEXT NOT NULL,
            sealed BLOB,
            trace_id TEXT,
            PRIMARY KEY (tenant_id, id)
        ) STRICT;
        CREATE INDEX audit_deed_at ON audit_deed (tenant_id, at, id);
        CREATE TABLE audit_link (
            tenant_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            deed_id TEXT NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (tenant_id, position),
            UNIQUE (tenant_id, deed_id)
        ) STRICT;
        CREATE TABLE audit_seal (
            tenant_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            head BLOB NOT NULL,
            sealed_at INTEGER NOT NULL,
            public_key BLOB NOT NULL,
            signature BLOB NOT NULL,
            PRIMARY KEY (tenant_id, number)
        ) STRICT;
        CREATE TABLE audit_pending (
            tenant_id TEXT NOT NULL,
            deed_id TEXT NOT NULL,
            PRIMARY KEY (tenant_id, deed_id)
        ) STRICT;
        CREATE TABLE alarm (
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            id TEXT NOT NULL,
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            place TEXT NOT NULL,
            doer TEXT NOT NULL,
            doer_id TEXT,
            count INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, id)
        ) STRICT;
        CREATE INDEX alarm_at ON alarm (tenant_id, at, id);
        CREATE TABLE alarm_review (
            tenant_id TEXT NOT NULL,
            alarm_id TEXT NOT NULL,
            at INTEGER NOT NULL,
            doer TEXT NOT NULL,
            doer_id TEXT,
            finding TEXT NOT NULL,
            PRIMARY KEY (tenant_id, alarm_id, at)
        ) STRICT;
        CREATE TABLE security_tally (
            at INTEGER NOT NULL,
            kind TEXT NOT NULL,
            place TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (at, kind, place)
        ) STRICT;
        CREATE TABLE canary (
            id TEXT NOT NULL PRIMARY KEY,
            tenant_id TEXT NOT NULL REFERENCES tenant (id),
            kind TEXT NOT NULL,
            digest BLOB UNIQUE,
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX canary_tenant ON canary (tenant_id);
        CREATE TABLE access_answer (
            tenant_id TEXT NOT NULL,
            quarter TEXT NOT NULL,
            member_id TEXT NOT NULL,
            role TEXT NOT NULL,
            buyer_data INTEGER NOT NULL,
            answer TEXT NOT NULL,
            answered_by TEXT,
            answered_at INTEGER NOT NULL,
            PRIMARY KEY (tenant_id, quarter, member_id)
        ) STRICT;
        CREATE TABLE terms_acceptance (
            member_id TEXT NOT NULL REFERENCES member (id),
            version TEXT NOT NULL,
            accepted_at INTEGER NOT NULL,
            PRIMARY KEY (member_id, version)
        ) STRICT;

        """ + ["audit_deed", "audit_link", "audit_seal", "alarm", "alarm_review"].map(Self.appendOnly).joined()

    /// Refuses every change and removal of a table's rows.
    private static func appendOnly(_ table: String) -> String {
        ["update", "delete"].map { verb in
            """
            CREATE TRIGGER \(table)_append_only_\(verb) BEFORE \(verb.uppercased()) ON \(table)
            BEGIN SELECT RAISE(ABORT, 'rows of this table are never changed'); END;

            """
        }.joined()
    }
}
