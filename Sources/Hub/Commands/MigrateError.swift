import Commerce

enum MigrateError: Error, Explained {
    case ownerMissing

    var code: String { "migrate.owner-missing" }
    var sentence: String { "On PostgreSQL only the owner of the database may change its tables." }
    var wayOut: String { "Run: entrepot migrate --owner-url postgres://OWNER@HOST/NAME" }
}
