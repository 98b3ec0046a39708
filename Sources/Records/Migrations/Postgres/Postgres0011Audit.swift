extension PostgresMigrations {
    /// Who did what, sealed; what was refused; alarms and canaries; who looked through the members when.
    static let audit =
        """
        CREATE TABLE audit_deed (
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            id uuid NOT NULL,
            at timestamptz NOT NULL,
            doer text COLLATE "C" NOT NULL,
            doer_id text COLLATE "C",
            deed text COLLATE "C" NOT NULL,
            object text COLLATE "C",
            object_id text COLLATE "C",
            detail text COLLATE "C" NOT NULL,
            sealed bytea,
            trace_id text COLLATE "C",
            PRIMARY KEY (tenant_id, id)
        );
        CREATE INDEX audit_deed_at ON audit_deed (tenant_id, at, id);
        CREATE TABLE audit_link (
            tenant_id uuid NOT NULL,
            position bigint NOT NULL,
            deed_id uuid NOT NULL,
            hash bytea NOT NULL,
            PRIMARY KEY (tenant_id, position),
            UNIQUE (tenant_id, deed_id)
        );
        CREATE TABLE audit_seal (
            tenant_id uuid NOT NULL,
            number bigint NOT NULL,
            position bigint NOT NULL,
            head bytea NOT NULL,
            sealed_at timestamptz NOT NULL,
            public_key bytea NOT NULL,
            signature bytea NOT NULL,
            PRIMARY KEY (tenant_id, number)
        );
        CREATE TABLE audit_pending (
            tenant_id uuid NOT NULL,
            deed_id uuid NOT NULL,
            PRIMARY KEY (tenant_id, deed_id)
        );
        CREATE TABLE alarm (
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            id uuid NOT NULL,
            at timestamptz NOT NULL,
            kind text COLLATE "C" NOT NULL,
            place text COLLATE "C" NOT NULL,
            doer text COLLATE "C" NOT NULL,
            doer_id text COLLATE "C",
            count bigint NOT NULL,
            PRIMARY KEY (tenant_id, id)
        );
        CREATE INDEX alarm_at ON alarm (tenant_id, at, id);
        CREATE TABLE alarm_review (
            tenant_id uuid NOT NULL,
            alarm_id uuid NOT NULL,
            at timestamptz NOT NULL,
            doer text COLLATE "C" NOT NULL,
            doer_id text COLLATE "C",
            finding text COLLATE "C" NOT NULL,
            PRIMARY KEY (tenant_id, alarm_id, at)
        );
        CREATE TABLE security_tally (
            at timestamptz NOT NULL,
            kind text COLLATE "C" NOT NULL,
            place text COLLATE "C" NOT NULL,
            count bigint NOT NULL,
            PRIMARY KEY (at, kind, place)
        );
        CREATE TABLE canary (
            id uuid NOT NULL PRIMARY KEY,
            tenant_id uuid NOT NULL REFERENCES tenant (id),
            kind text COLLATE "C" NOT NULL,
            digest bytea UNIQUE,
            created_at timestamptz NOT NULL
        );
        CREATE INDEX canary_tenant ON canary (tenant_id);
        CREATE TABLE access_answer (
            tenant_id uuid NOT NULL,
            quarter text COLLATE "C" NOT NULL,
            member_id uuid NOT NULL,
            role text COLLATE "C" NOT NULL,
            buyer_data boolean NOT NULL,
            answer text COLLATE "C" NOT NULL,
            answered_by uuid,
            answered_at timestamptz NOT NULL,
            PRIMARY KEY (tenant_id, quarter, member_id)
        );
        CREATE TABLE terms_acceptance (
            member_id uuid NOT NULL REFERENCES member (id),
            version text COLLATE "C" NOT NULL,
            accepted_at timestamptz NOT NULL,
            PRIMARY KEY (member_id, version)
        );
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'rows of this table are never changed' USING ERRCODE = 'insufficient_privilege';
        END $$;

        """ + ["audit_deed", "audit_link", "audit_seal", "alarm", "alarm_review"].map(Self.appendOnly).joined()

    /// Refuses every change and removal of a table's rows, to whoever owns it too.
    private static func appendOnly(_ table: String) -> String {
        """
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON \(table)
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        """
    }
}
