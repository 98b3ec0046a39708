/// What must be known of a WooCommerce file before its first row: parents may stand after their variations.
struct WooCommerceIndex {
    struct Parent {
        /// Where its record begins.
        var position: Int
        var row: Int
        var title: String
        /// The parent's own stock cell.
        var stock: String
        var variations = 0
    }

    /// By the parent's key; see `key(sku:id:)`.
    private(set) var parents: [String: Parent] = [:]
    /// Other names of the same parents: `id:44` besides the SKU.
    private var aliases: [String: String] = [:]
    private var children: [String: Int] = [:]

    /// How one parent is named here: its SKU, else `id:NN`.
    static func key(sku: String, id: String) -> String? {
        if !sku.isEmpty { return sku }
        return id.isEmpty ? nil : "id:\(id)"
    }

    mutating func add(_ cells: RowCells) {
        let type = cells.value("type").lowercased()
        if type.hasPrefix("variation") {
            let parent = cells.value("parent")
            if !parent.isEmpty { self.children[parent, default: 0] += 1 }
            return
        }
        guard type.hasPrefix("variable") else { return }
        let id = cells.value("id")
        guard let key = Self.key(sku: cells.value("sku"), id: id), self.parents[key] == nil else { return }
        self.parents[key] = Parent(
            position: cells.record.position, row: cells.record.row, title: cells.value("name"),
            stock: cells.value("stock"))
        if !id.isEmpty { self.aliases["id:\(id)"] = key }
    }

    /// Counts the variations once all rows were added.
    mutating func finish() {
        for (name, count) in self.children {
            guard let key = self.key(named: name) else { continue }
            self.parents[key]?.variations += count
        }
        self.children = [:]
    }

    /// The parent that a variation's `Parent` cell names.
    func key(named name: String) -> String? {
        if self.parents[name] != nil { return name }
        return self.aliases[name]
    }
}
