import Jobs
public import Store

/// Everything the database must be taught, in order. Numbers and names are equal on both engines; a change goes into a
/// new number, never into one that has been released.
public enum Schema {
    public static let migrations: [Migration] = [
        Migration(number: 1, name: "first", sqlite: SQLiteMigrations.first, postgres: PostgresMigrations.first),
        Migration(number: 2, name: "ingest", sqlite: SQLiteMigrations.ingest, postgres: PostgresMigrations.ingest),
        Migration(number: 3, name: "turns", sqlite: JobSchema.turns, postgres: JobSchema.turns),
        Migration(
            number: 4, name: "listings", sqlite: SQLiteMigrations.listings, postgres: PostgresMigrations.listings),
        Migration(number: 5, name: "budgets", sqlite: SQLiteMigrations.budgets, postgres: PostgresMigrations.budgets),
        Migration(number: 6, name: "consent", sqlite: SQLiteMigrations.consent, postgres: PostgresMigrations.consent),
        Migration(number: 7, name: "told", sqlite: JobSchema.told.sqlite, postgres: JobSchema.told.postgres),
        Migration(number: 8, name: "reading", sqlite: SQLiteMigrations.reading, postgres: PostgresMigrations.reading),
        Migration(number: 9, name: "people", sqlite: SQLiteMigrations.people, postgres: PostgresMigrations.people),
        Migration(number: 10, name: "vault", sqlite: SQLiteMigrations.vault, postgres: PostgresMigrations.vault),
        Migration(number: 11, name: "audit", sqlite: SQLiteMigrations.audit, postgres: PostgresMigrations.audit),
        Migration(number: 12, name: "eras", sqlite: SQLiteMigrations.eras, postgres: PostgresMigrations.eras),
        Migration(number: 13, name: "guards", sqlite: SQLiteMigrations.guards, postgres: PostgresMigrations.guards),
        Migration(
            number: 14, name: "subjects", sqlite: SQLiteMigrations.subjects, postgres: PostgresMigrations.subjects),
        Migration(number: 15, name: "echoes", sqlite: SQLiteMigrations.echoes, postgres: PostgresMigrations.echoes),
        Migration(number: 16, name: "access", sqlite: SQLiteMigrations.access, postgres: PostgresMigrations.access),
        Migration(
            number: 17, name: "reversals", sqlite: SQLiteMigrations.reversals, postgres: PostgresMigrations.reversals),
        Migration(number: 18, name: "feeds", sqlite: SQLiteMigrations.feeds, postgres: PostgresMigrations.feeds),
        Migration(number: 19, name: "weights", sqlite: SQLiteMigrations.weights, postgres: PostgresMigrations.weights),
        Migration(number: 20, name: "work", sqlite: SQLiteMigrations.work, postgres: PostgresMigrations.work),
        Migration(number: 21, name: "kept", sqlite: SQLiteMigrations.kept, postgres: PostgresMigrations.kept),
        Migration(
            number: 22, name: "finances", sqlite: SQLiteMigrations.finances, postgres: PostgresMigrations.finances),
        Migration(number: 23, name: "market", sqlite: SQLiteMigrations.market, postgres: PostgresMigrations.market),
        Migration(
            number: 24, name: "proving", sqlite: SQLiteMigrations.proving, postgres: PostgresMigrations.proving),
        Migration(
            number: 25, name: "following", sqlite: SQLiteMigrations.following, postgres: PostgresMigrations.following),
        Migration(
            number: 26, name: "diagnosing", sqlite: SQLiteMigrations.diagnosing, postgres: PostgresMigrations.diagnosing
        ),
    ]

    /// The tables that belong to no tenant: they only say whose work, key or address something is,
    /// and who may enter which tenant.
    public static let globalTables: Set<String> = [
        "tenant", "api_token", "webhook_route", "job", "budget", "consent", "claimed_shop", "member", "membership",
        "invitation", "member_session", "member_device", "sign_in_patience", "one_time_token", "letter",
        "master_key", "key_change", "inbound_count",
        "audit_pending", "security_tally", "watch_count", "canary", "terms_acceptance",
    ]
}

/// One text a number for SQLite, one file each.
enum SQLiteMigrations {}

/// One text a number for PostgreSQL, one file each.
enum PostgresMigrations {}
