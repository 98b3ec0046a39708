/// The tables of a database as both engines can say them, so that two migration folders can be compared.
public struct SchemaShape: Sendable, Hashable {
    /// How a column is kept, in the fewer words of SQLite: `uuid`, `text` and `jsonb` are text; `timestamptz`,
    /// `boolean` and all integers are integer.
    public enum Storage: String, Sendable, Hashable {
        case text, integer, real, bytes, other
    }

    public struct Column: Sendable, Hashable {
        public var name: String
        public var storage: Storage
        /// False also for columns of the primary key.
        public var nullable: Bool
    }

    public struct Table: Sendable, Hashable {
        public var name: String
        public var columns: [Column]
        /// The primary key's columns in its order; empty when there is none.
        public var primaryKey: [String]
        /// Whether triggers refuse every change and removal of a row.
        public var isAppendOnly = false

        /// Whether its rows belong to tenants: `tenant_id` is part of the primary key.
        public var isTenants: Bool { self.primaryKey.contains("tenant_id") }
    }

    /// By name. The table `migration` is left out.
    public var tables: [String: Table]

    /// The names of the tables whose rows belong to tenants.
    public func tenantTables(except global: Set<String> = []) -> Set<String> {
        Set(self.tables.values.filter(\.isTenants).map(\.name)).subtracting(global)
    }

    /// The names of the tables to which rows can only be added.
    public var appendOnlyTables: Set<String> { Set(self.tables.values.filter(\.isAppendOnly).map(\.name)) }

    /// Each difference as a sentence, sorted; empty when the schemas are equal.
    public func differences(from other: SchemaShape) -> [String] {
        var found: [String] = []
        for name in Set(self.tables.keys).union(other.tables.keys) {
            guard let mine = self.tables[name], let theirs = other.tables[name] else {
                found.append("table \(name) is in one only")
                continue
            }
            if mine.primaryKey != theirs.primaryKey {
                found.append("primary key of \(name): \(mine.primaryKey) and \(theirs.primaryKey)")
            }
            if mine.isAppendOnly != theirs.isAppendOnly { found.append("\(name) is append-only in one only") }
            let left = Dictionary(uniqueKeysWithValues: mine.columns.map { ($0.name, $0) })
            let right = Dictionary(uniqueKeysWithValues: theirs.columns.map { ($0.name, $0) })
            for column in Set(left.keys).union(right.keys) where left[column] != right[column] {
                found.append("column \(name).\(column): \(Self.say(left[column])) and \(Self.say(right[column]))")
            }
        }
        return found.sorted()
    }

    private static func say(_ column: Column?) -> String {
        guard let column else { return "missing" }
        return column.storage.rawValue + (column.nullable ? "" : " not null")
    }
}
