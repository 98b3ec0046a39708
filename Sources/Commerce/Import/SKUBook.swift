/// Which SKU a file uses in which row.
struct SKUBook {
    /// SKUs the file spells out anywhere; a proposal never takes one of them.
    private var spelled: Set<SKU> = []
    private var rows: [SKU: Int] = [:]
    private var byKey: [String: SKU] = [:]

    mutating func spells(_ sku: SKU) { self.spelled.insert(sku) }

    func isSpelled(_ sku: SKU) -> Bool { self.spelled.contains(sku) }

    /// The first of `base`, `base-2`, `base-3` … that nobody has.
    func proposal(_ base: String) throws(SKUError) -> SKU {
        var sku = try SKU(base)
        var count = 2
        while self.spelled.contains(sku) || self.rows[sku] != nil {
            sku = try SKU("\(base)-\(count)")
            count += 1
        }
        return sku
    }

    /// - Returns: What is odd about using `sku` in `row`, if anything.
    mutating func use(_ sku: SKU, row: Int) -> ImportProblem? {
        if let first = self.rows[sku] { return .skuDoubled(sku, firstRow: first) }
        self.rows[sku] = row
        let key = sku.matchKey
        if let other = self.byKey[key], let otherRow = self.rows[other] {
            return .skuNear(sku, other: other, row: otherRow)
        }
        self.byKey[key] = sku
        return nil
    }
}
