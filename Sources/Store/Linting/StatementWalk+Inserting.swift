// INSERT: each row must be given the tenant.
extension StatementWalk {
    mutating func insert(_ range: Range<Int>, _ scope: Scope) {
        let scope = Scope(parent: scope)
        guard let into = self.first("into", in: range) else { return self.fail("INSERT without INTO") }
        var place = into + 1
        self.table(&place, range.upperBound, scope, columnsFollow: true)
        guard let target = scope.tables.first else { return }
        var columns: [String] = []
        if self.sign(place, is: "("), let end = self.closing[place] {
            for item in self.items((place + 1)..<end) {
                self.understood.formUnion(item)
                columns.append(item.count == 1 ? self.tokens[item.lowerBound].name ?? "" : "")
            }
            place = end + 1
        }
        if self.keyword(place) == "overriding" { place += 3 }
        let conflict = self.conflict(in: place..<range.upperBound)
        let returning = self.first("returning", in: place..<range.upperBound)
        let source = place..<(conflict ?? returning ?? range.upperBound)
        let index = columns.firstIndex(of: "tenant_id")
        if target.isTenants, index == nil { return self.fail("INSERT INTO \(target.name) names no tenant_id") }
        self.source(source, tenantAt: target.isTenants ? index : nil, target, scope)
        target.isBound = true
        if let conflict { self.upsert(conflict..<(returning ?? range.upperBound), scope) }
        if let returning { self.expression((returning + 1)..<range.upperBound, scope) }
    }

    /// The rows of an INSERT: VALUES, or a query each arm of which gives the tenant in the right column.
    mutating func source(_ range: Range<Int>, tenantAt index: Int?, _ target: TableUse, _ scope: Scope) {
        var range = range
        let outer = Scope(parent: scope.parent)
        if self.keyword(range.lowerBound) == "with" { range = self.commonTables(range, outer) }
        guard self.problem == nil else { return }
        for arm in self.arms(range) {
            switch self.keyword(arm.lowerBound) {
            case "values":
                for row in self.items((arm.lowerBound + 1)..<arm.upperBound) {
                    guard self.sign(row.lowerBound, is: "("), let end = self.closing[row.lowerBound],
                        end + 1 == row.upperBound
                    else { return self.fail("a row of its VALUES cannot be followed") }
                    self.give((row.lowerBound + 1)..<end, tenantAt: index, target, outer)
                }
                self.expression(arm, outer)
            case "select":
                let inner = Scope(parent: outer)
                let clauses = self.select(arm, inner)
                if var list = clauses["select"] {
                    if let word = self.keyword(list.lowerBound), word == "distinct" || word == "all" {
                        list = (list.lowerBound + 1)..<list.upperBound
                    }
                    self.give(list, tenantAt: index, target, inner)
                }
            default:
                self.fail("the rows of its INSERT cannot be followed")
            }
        }
    }

    mutating func give(_ list: Range<Int>, tenantAt index: Int?, _ target: TableUse, _ scope: Scope) {
        guard let index else { return }
        let items = self.items(list)
        guard items.indices.contains(index),
            !items[...index].contains(where: { self.sign($0.upperBound - 1, is: "*") })
        else { return self.fail("a row for \(target.name) has no tenant_id") }
        var item = items[index]
        if let alias = self.first("as", in: item) { item = item.lowerBound..<alias }
        switch self.operand(item, scope) {
        case .tenant: break
        case .column(let table) where table.isBound: break
        default: self.fail("a row for \(target.name) is given another tenant_id")
        }
    }

    /// `ON CONFLICT (columns) WHERE … DO UPDATE SET … WHERE …`: it meets a row with the key just given.
    mutating func upsert(_ range: Range<Int>, _ scope: Scope) {
        var place = range.lowerBound + 2
        if self.sign(place, is: "("), let end = self.closing[place] {
            self.understood.formUnion((place + 1)..<end)
            place = end + 1
        }
        guard let set = self.first("set", in: place..<range.upperBound) else {
            return self.expression(place..<range.upperBound, scope)
        }
        if self.conflict(in: set..<range.upperBound) != nil { return self.fail("it has several ON CONFLICT") }
        let end = self.first("where", in: set..<range.upperBound) ?? range.upperBound
        self.expression(place..<set, scope)
        self.assignments((set + 1)..<end, scope)
        self.expression(end..<range.upperBound, scope)
    }

    /// `SET a = …, b = …`. A row never moves to another tenant.
    mutating func assignments(_ range: Range<Int>, _ scope: Scope) {
        for item in self.items(range) {
            guard let equals = item.first(where: { self.tokens[$0].isSign("=") }) else {
                return self.fail("its SET cannot be followed")
            }
            let left = item.lowerBound..<equals
            if left.contains(where: { self.tokens[$0].name == "tenant_id" }) { self.fail("it changes a tenant_id") }
            self.understood.formUnion(left)
            self.expression((equals + 1)..<item.upperBound, scope)
        }
    }
}
