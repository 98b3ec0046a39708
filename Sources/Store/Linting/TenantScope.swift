/// The tables one query names, inside the query it stands in.
final class Scope {
    let parent: Scope?
    var tables: [TableUse] = []
    /// Names given by WITH.
    var commonTables: Set<String> = []

    init(parent: Scope?) { self.parent = parent }

    /// The nearest table with an alias, this query's or an outer one's.
    func table(called alias: String) -> TableUse? {
        self.tables.first { $0.alias == alias } ?? self.parent?.table(called: alias)
    }

    func sees(commonTable name: String) -> Bool {
        self.commonTables.contains(name) || (self.parent?.sees(commonTable: name) ?? false)
    }
}

/// One naming of a table.
final class TableUse {
    let name: String
    var alias: String
    let isTenants: Bool
    /// Whether every row that is left has the tenant's id as its `tenant_id`.
    var isBound = false

    init(name: String, isTenants: Bool) {
        self.name = name
        self.alias = name
        self.isTenants = isTenants
    }
}

/// `into` is bound once `from` is; at once when there is no `from`.
struct TenantLink {
    var from: TableUse?
    var into: TableUse
}
