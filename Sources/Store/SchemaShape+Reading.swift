extension SchemaShape {
    /// Reads the schema that `store` is connected to.
    public static func read(from store: any Store) async throws -> SchemaShape {
        try await store.system { db in
            var shape = try SchemaShape(rows: db.query(sqlite: Self.sqlite, postgres: Self.postgres))
            for row in try db.query(sqlite: Self.booksSQLite, postgres: Self.booksPostgres) {
                shape.tables[try row.get(0)]?.isAppendOnly = true
            }
            return shape
        }
    }

    /// The mark of a table whose rows are never changed: its triggers are named for it.
    private static let booksSQLite: SQLQuery = """
        SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = tbl_name || '_append_only_update'
        """

    private static let booksPostgres: SQLQuery = """
        SELECT c.relname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE t.tgname = 'append_only' AND NOT t.tgisinternal
        """

    /// Table, column, declared type, whether NULL is refused, and the place in the primary key from 1 or 0.
    private static let sqlite: SQLQuery = """
        SELECT t.name, c.name, lower(c.type), c."notnull", c.pk
        FROM pragma_table_list t JOIN pragma_table_xinfo(t.name) c
        WHERE t.schema = 'main' AND t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_'
            AND t.name <> 'migration' AND c.hidden <> 1
        ORDER BY t.name, c.cid
        """

    private static let postgres: SQLQuery = """
        SELECT r.relname::text, a.attname::text, t.typname::text, a.attnotnull::int,
            coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)
        FROM pg_class r
        JOIN pg_namespace n ON n.oid = r.relnamespace AND n.nspname = 'public'
        JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN pg_index i ON i.indrelid = r.oid AND i.indisprimary
        WHERE r.relkind IN ('r', 'p') AND r.relname <> 'migration'
        ORDER BY r.relname, a.attnum
        """

    init(rows: [SQLRow]) throws {
        var tables: [String: Table] = [:]
        var keys: [String: [(place: Int, name: String)]] = [:]
        for row in rows {
            let (table, column, type, required, place) = try row.decode(
                String.self, String.self, String.self, Int.self, Int.self)
            let shape = Column(
                name: column, storage: Storage(declared: type), nullable: required == 0 && place == 0)
            tables[table, default: Table(name: table, columns: [], primaryKey: [])].columns.append(shape)
            if place > 0 { keys[table, default: []].append((place, column)) }
        }
        for (table, key) in keys {
            tables[table]?.primaryKey = key.sorted { $0.place < $1.place }.map(\.name)
        }
        self.init(tables: tables)
    }
}

extension SchemaShape.Storage {
    /// - Parameter declared: a column's type, in lower case.
    init(declared: String) {
        switch declared {
        case "text", "uuid", "json", "jsonb", "varchar", "bpchar", "name": self = .text
        case "integer", "int", "bigint", "int2", "int4", "int8", "bool", "timestamptz": self = .integer
        case "real", "float4", "float8": self = .real
        case "blob", "bytea": self = .bytes
        default: self = .other
        }
    }
}
