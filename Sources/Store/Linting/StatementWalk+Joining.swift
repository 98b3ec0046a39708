// Which tables a query names, and which of them its conditions bind.
extension StatementWalk {
    /// Reads the tables of a clause, then decides which are bound, then goes into subqueries.
    mutating func settle(from: Range<Int>?, conditions: Range<Int>?, _ scope: Scope) {
        var links: [TenantLink] = []
        var inside: [Range<Int>] = []
        if let from { self.joins(from, scope, &links, &inside) }
        if let conditions {
            links += self.links(in: conditions, scope, onlyInto: nil)
            inside.append(conditions)
        }
        var moved = true
        while moved {
            moved = false
            for link in links where !link.into.isBound && (link.from?.isBound ?? true) {
                link.into.isBound = true
                moved = true
            }
        }
        for table in scope.tables where table.isTenants && !table.isBound {
            self.fail("\(table.name)\(table.alias == table.name ? "" : " (\(table.alias))") has no bound tenant_id")
        }
        for range in inside { self.expression(range, scope) }
    }

    /// `a JOIN b ON … LEFT JOIN (SELECT …) c USING (…), d`.
    mutating func joins(
        _ range: Range<Int>, _ scope: Scope, _ links: inout [TenantLink], _ inside: inout [Range<Int>]
    ) {
        var place = range.lowerBound
        var kind = JoinKind.inner
        while place < range.upperBound {
            let before = scope.tables
            if self.keyword(place) == "lateral" || self.keyword(place) == "only" { place += 1 }
            let start = place
            self.table(&place, range.upperBound, scope)
            if self.problem != nil { return }
            if start == place { return self.fail("its FROM cannot be followed") }
            inside.append(start..<place)
            if self.keyword(place) == "on" {
                let end = self.joinSign(after: place + 1, range.upperBound)
                if kind != .full, let added = scope.tables.last {
                    links += self.links(in: (place + 1)..<end, scope, onlyInto: kind == .left ? added : nil)
                }
                inside.append((place + 1)..<end)
                place = end
            } else if self.keyword(place) == "using", self.sign(place + 1, is: "("), let end = self.closing[place + 1] {
                let named = (place + 2..<end).contains { self.tokens[$0].name == "tenant_id" }
                self.understood.formUnion(place + 2..<end)
                if named, kind != .full, let added = scope.tables.last {
                    for other in before where other.isTenants {
                        links.append(TenantLink(from: other, into: added))
                        if kind == .inner { links.append(TenantLink(from: added, into: other)) }
                    }
                }
                place = end + 1
            }
            if place >= range.upperBound { return }
            guard let next = self.joinKind(&place, range.upperBound) else {
                return self.fail("its FROM cannot be followed")
            }
            kind = next
        }
    }

    enum JoinKind { case inner, left, full }

    /// Steps over `,` or `LEFT OUTER JOIN` and tells what it is.
    func joinKind(_ place: inout Int, _ end: Int) -> JoinKind? {
        if self.sign(place, is: ",") {
            place += 1
            return .inner
        }
        var kind = JoinKind.inner
        while place < end, let word = self.keyword(place) {
            place += 1
            switch word {
            case "join": return kind
            case "left": kind = .left
            // A natural join names no columns, and the right side of a right join may be all there is.
            case "right", "full", "natural": kind = .full
            case "inner", "outer", "cross": continue
            default: return nil
            }
        }
        return nil
    }

    /// Where the next join begins after an ON.
    func joinSign(after start: Int, _ end: Int) -> Int {
        var place = start
        while place < end {
            if self.sign(place, is: ",") { return place }
            if let word = self.keyword(place),
                ["join", "inner", "left", "right", "full", "cross", "natural"].contains(word),
                !self.sign(place + 1, is: "(")
            {
                return place
            }
            place = self.next(place)
        }
        return end
    }

    /// A table, a function or a subquery, with its alias.
    mutating func table(_ place: inout Int, _ end: Int, _ scope: Scope, columnsFollow: Bool = false) {
        var use: TableUse
        if place < end, self.sign(place, is: "("), let close = self.closing[place] {
            guard let word = self.keyword(place + 1), ["select", "with", "values"].contains(word) else {
                return self.fail("a join in parentheses cannot be followed")
            }
            use = TableUse(name: "", isTenants: false)
            place = close + 1
        } else {
            guard place < end, var name = self.tokens[place].name else { return self.fail("a table's name is missing") }
            if self.sign(place + 1, is: "."), place + 2 < end, let last = self.tokens[place + 2].name {
                name = last
                place += 2
            }
            let isFunction = !columnsFollow && self.sign(place + 1, is: "(")
            let isCommon = scope.sees(commonTable: name)
            use = TableUse(name: name, isTenants: !isFunction && !isCommon && self.tables.contains(name))
            if !isFunction { self.understood.insert(place) }
            place += 1
            if isFunction, let close = self.closing[place] { place = close + 1 }
        }
        if self.keyword(place) == "as" { place += 1 }
        if place < end, let alias = self.tokens[place].name, self.isAlias(place) {
            use.alias = alias
            self.understood.insert(place)
            place += 1
            if !columnsFollow, self.sign(place, is: "("), let close = self.closing[place] { place = close + 1 }
        }
        if self.keyword(place) == "indexed" { place += 3 } else if self.keyword(place) == "not" { place += 2 }
        scope.tables.append(use)
    }

    func isAlias(_ place: Int) -> Bool {
        guard let word = self.keyword(place) else { return true }
        return ![
            "on", "using", "join", "inner", "left", "right", "full", "cross", "natural", "where", "set", "default",
            "values", "select", "with", "indexed", "not", "overriding", "returning",
        ].contains(word)
    }

    /// The conditions joined by AND that tie a `tenant_id` to the tenant or to another table's.
    func links(in range: Range<Int>, _ scope: Scope, onlyInto: TableUse?) -> [TenantLink] {
        self.conjuncts(range).flatMap { part -> [TenantLink] in
            if self.sign(part.lowerBound, is: "("), self.closing[part.lowerBound] == part.upperBound - 1,
                !self.beginsQuery(part.lowerBound + 1)
            {
                return self.links(in: (part.lowerBound + 1)..<(part.upperBound - 1), scope, onlyInto: onlyInto)
            }
            guard let equals = self.soleEquals(in: part) else { return [] }
            let sides = (
                self.operand(part.lowerBound..<equals, scope), self.operand((equals + 1)..<part.upperBound, scope)
            )
            let found: [TenantLink] =
                switch sides {
                case (.column(let table), .tenant), (.tenant, .column(let table)): [TenantLink(from: nil, into: table)]
                case (.column(let one), .column(let other)):
                    [TenantLink(from: one, into: other), TenantLink(from: other, into: one)]
                default: []
                }
            // Only tables of this very query are filtered by its conditions.
            return found.filter { link in
                scope.tables.contains { $0 === link.into } && (onlyInto == nil || onlyInto === link.into)
            }
        }
    }

    enum Operand { case tenant, column(TableUse), other }

    /// What one side of an equation is: the tenant's id, a table's `tenant_id`, or anything else.
    func operand(_ range: Range<Int>, _ scope: Scope) -> Operand {
        var range = range
        if range.count >= 3, self.sign(range.upperBound - 2, is: "::"), self.keyword(range.upperBound - 1) == "uuid" {
            range = range.lowerBound..<(range.upperBound - 2)
        }
        if range.count == 1, case .placeholder(let number?) = self.tokens[range.lowerBound].kind {
            return self.tenantValues.contains(number) ? .tenant : .other
        }
        guard let last = range.last, self.tokens[last].name == "tenant_id" else { return .other }
        if range.count == 1 {
            return scope.tables.count == 1 ? .column(scope.tables[0]) : .other
        }
        if range.count == 3, self.sign(range.lowerBound + 1, is: "."), let alias = self.tokens[range.lowerBound].name,
            let table = scope.table(called: alias)
        {
            return .column(table)
        }
        return .other
    }

    /// The `=` of a comparison that is nothing else.
    func soleEquals(in range: Range<Int>) -> Int? {
        let signs = range.filter { self.tokens[$0].isSign("=") }
        let isPlain = range.allSatisfy { place in
            switch self.tokens[place].kind {
            case .sign(let sign): ["=", ".", "::"].contains(sign)
            case .literal: false
            case .word, .placeholder: true
            }
        }
        return isPlain && signs.count == 1 ? signs[0] : nil
    }

    /// Parts joined by AND; one part when there is an OR. The AND of a BETWEEN joins nothing.
    func conjuncts(_ range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, cases, betweens) = (range.lowerBound, 0, 0)
        var place = range.lowerBound
        while place < range.upperBound {
            switch self.keyword(place) {
            case "or": return [range]
            case "case": cases += 1
            case "end": cases -= 1
            case "between" where cases == 0: betweens += 1
            case "and" where cases == 0:
                if betweens > 0 {
                    betweens -= 1
                } else {
                    parts.append(start..<place)
                    start = place + 1
                }
            default: break
            }
            place = self.next(place)
        }
        return (parts + [start..<range.upperBound]).filter { !$0.isEmpty }
    }

    /// Goes into each subquery of an expression.
    mutating func expression(_ range: Range<Int>, _ scope: Scope) {
        for place in range where self.sign(place, is: "(") && self.beginsQuery(place + 1) {
            self.subquery(at: place, scope)
        }
    }

    /// Goes into a query in parentheses, once.
    mutating func subquery(at place: Int, _ scope: Scope) {
        guard let end = self.closing[place], self.visited.insert(place).inserted else { return }
        self.query((place + 1)..<end, Scope(parent: scope))
    }
}
