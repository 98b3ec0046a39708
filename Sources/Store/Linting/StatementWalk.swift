/// Goes through one statement and its subqueries and notes which of its tables have their tenant bound.
struct StatementWalk {
    let tokens: [SQLToken]
    let tables: Set<String>
    /// Placeholders bound to the tenant's id.
    let tenantValues: Set<Int>
    /// The tokens that were understood as a table's place or a column's name in a list of columns.
    private var understood: Set<Int> = []
    private var problem: String?
    /// The parentheses of subqueries that were gone into.
    private var visited: Set<Int> = []
    /// Each opening parenthesis and its closing one.
    private var closing: [Int: Int] = [:]

    init(tokens: [SQLToken], tables: Set<String>, tenantValues: Set<Int>) {
        self.tokens = tokens
        self.tables = tables
        self.tenantValues = tenantValues
    }

    mutating func violation() -> String? {
        guard self.matchParentheses() else { return "the parentheses do not match" }
        var end = self.tokens.count
        while end > 0, self.tokens[end - 1].isSign(";") { end -= 1 }
        if self.tokens[..<end].contains(where: { $0.isSign(";") }) { return "there is more than one statement" }
        self.query(0..<end, Scope(parent: nil))
        return self.problem ?? self.leftover()
    }

    /// A tenant's table named where no rule has looked is not let pass, unless it stands before a dot or after one: then
    /// it is a qualifier or a column.
    private func leftover() -> String? {
        for (index, token) in self.tokens.enumerated() {
            guard let name = token.name, self.tables.contains(name), !self.understood.contains(index) else { continue }
            if self.sign(index + 1, is: ".") { continue }
            if self.sign(index - 1, is: ".") || self.keyword(index - 1) == "as" { continue }
            return "\(name) stands where it cannot be followed"
        }
        return nil
    }

    // MARK: Queries

    /// A statement, or what stands in parentheses and begins like one.
    private mutating func query(_ range: Range<Int>, _ scope: Scope) {
        var rest = range
        if self.keyword(rest.lowerBound) == "with" { rest = self.commonTables(rest, scope) }
        guard self.problem == nil else { return }
        switch self.keyword(rest.lowerBound) {
        case "select": self.selects(rest, scope)
        case "values": self.expression(rest, scope)
        case "insert", "replace": self.insert(rest, scope)
        case "update": self.update(rest, scope)
        case "delete": self.delete(rest, scope)
        default:
            if self.sign(rest.lowerBound, is: "(") { self.selects(rest, scope) } else { self.fail("it is no plain statement") }
        }
    }

    /// `WITH name (columns) AS (query), …`. Returns what follows.
    private mutating func commonTables(_ range: Range<Int>, _ scope: Scope) -> Range<Int> {
        var place = range.lowerBound + 1
        if self.keyword(place) == "recursive" { place += 1 }
        while place < range.upperBound {
            guard let name = self.tokens[place].name else { break }
            if self.tables.contains(name) { self.fail("WITH hides the table \(name)") }
            scope.commonTables.insert(name)
            place += 1
            if self.sign(place, is: "("), let end = self.closing[place] { place = end + 1 }
            guard self.keyword(place) == "as" else { break }
            place += 1
            while let word = self.keyword(place), ["not", "materialized"].contains(word) { place += 1 }
            guard let end = self.closing[place] else { break }
            self.subquery(at: place, scope)
            place = end + 1
            guard self.sign(place, is: ",") else { return place..<range.upperBound }
            place += 1
        }
        self.fail("its WITH cannot be followed")
        return range
    }

    /// `SELECT … UNION SELECT …`: each arm by itself.
    private mutating func selects(_ range: Range<Int>, _ scope: Scope) {
        for arm in self.arms(range) {
            if self.sign(arm.lowerBound, is: "("), let end = self.closing[arm.lowerBound] {
                self.subquery(at: arm.lowerBound, scope)
                self.expression((end + 1)..<arm.upperBound, scope)
            } else if self.keyword(arm.lowerBound) == "values" {
                self.expression(arm, scope)
            } else if self.keyword(arm.lowerBound) == "select" {
                _ = self.select(arm, Scope(parent: scope))
            } else {
                self.fail("an arm of its UNION cannot be followed")
            }
        }
    }

    /// One SELECT. Its scope comes back with its tables, for INSERT to look at.
    private mutating func select(_ range: Range<Int>, _ scope: Scope) -> [String: Range<Int>] {
        let clauses = self.clauses(
            of: range, ["select", "from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for"])
        self.settle(from: clauses["from"], conditions: clauses["where"], scope)
        for (name, clause) in clauses where name != "from" && name != "where" { self.expression(clause, scope) }
        // FOR UPDATE OF names tables of FROM again.
        if let locked = clauses["for"] { self.understood.formUnion(locked) }
        return clauses
    }

    private mutating func update(_ range: Range<Int>, _ scope: Scope) {
        let scope = Scope(parent: scope)
        let clauses = self.clauses(of: range, ["update", "set", "from", "where", "returning", "order", "limit"])
        guard let target = clauses["update"], let set = clauses["set"] else { return self.fail("UPDATE without SET") }
        var place = target.lowerBound
        if self.keyword(place) == "or" { place += 2 }
        if self.keyword(place) == "only" { place += 1 }
        self.table(&place, target.upperBound, scope)
        if place != target.upperBound { self.fail("its target cannot be followed") }
        self.settle(from: clauses["from"], conditions: clauses["where"], scope)
        self.assignments(set, scope)
        for name in ["returning", "order", "limit"] { if let clause = clauses[name] { self.expression(clause, scope) } }
    }

    private mutating func delete(_ range: Range<Int>, _ scope: Scope) {
        let scope = Scope(parent: scope)
        let clauses = self.clauses(of: range, ["delete", "from", "using", "where", "returning", "order", "limit"])
        guard let target = clauses["from"] else { return self.fail("DELETE without FROM") }
        var place = target.lowerBound
        if self.keyword(place) == "only" { place += 1 }
        self.table(&place, target.upperBound, scope)
        if place != target.upperBound { self.fail("its target cannot be followed") }
        self.settle(from: clauses["using"], conditions: clauses["where"], scope)
        for name in ["returning", "order", "limit"] { if let clause = clauses[name] { self.expression(clause, scope) } }
    }

    // MARK: INSERT

    private mutating func insert(_ range: Range<Int>, _ scope: Scope) {
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
    private mutating func source(_ range: Range<Int>, tenantAt index: Int?, _ target: TableUse, _ scope: Scope) {
        var range = range
        let outer = Scope(parent: scope.parent)
        if self.keyword(range.lowerBound) == "with" { range = self.commonTables(range, outer) }
        guard self.problem == nil else { return }
        for arm in self.arms(range) {
            switch self.keyword(arm.lowerBound) {
            case "values":
                for row in self.items((arm.lowerBound + 1)..<arm.upperBound) {
                    guard self.sign(row.lowerBound, is: "("), let end = self.closing[row.lowerBound], end + 1 == row.upperBound
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

    private mutating func give(_ list: Range<Int>, tenantAt index: Int?, _ target: TableUse, _ scope: Scope) {
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
    private mutating func upsert(_ range: Range<Int>, _ scope: Scope) {
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
    private mutating func assignments(_ range: Range<Int>, _ scope: Scope) {
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

    // MARK: Tables and conditions

    /// Reads the tables of a clause, then decides which are bound, then goes into subqueries.
    private mutating func settle(from: Range<Int>?, conditions: Range<Int>?, _ scope: Scope) {
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
    private mutating func joins(
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

    private enum JoinKind { case inner, left, full }

    /// Steps over `,` or `LEFT OUTER JOIN` and tells what it is.
    private func joinKind(_ place: inout Int, _ end: Int) -> JoinKind? {
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
    private func joinSign(after start: Int, _ end: Int) -> Int {
        var place = start
        while place < end {
            if self.sign(place, is: ",") { return place }
            if let word = self.keyword(place), ["join", "inner", "left", "right", "full", "cross", "natural"].contains(word),
                !self.sign(place + 1, is: "(")
            { return place }
            place = self.next(place)
        }
        return end
    }

    /// A table, a function or a subquery, with its alias.
    private mutating func table(_ place: inout Int, _ end: Int, _ scope: Scope, columnsFollow: Bool = false) {
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

    private func isAlias(_ place: Int) -> Bool {
        guard let word = self.keyword(place) else { return true }
        return ![
            "on", "using", "join", "inner", "left", "right", "full", "cross", "natural", "where", "set", "default",
            "values", "select", "with", "indexed", "not", "overriding", "returning",
        ].contains(word)
    }

    /// The conditions joined by AND that tie a `tenant_id` to the tenant or to another table's.
    private func links(in range: Range<Int>, _ scope: Scope, onlyInto: TableUse?) -> [TenantLink] {
        self.conjuncts(range).flatMap { part -> [TenantLink] in
            if self.sign(part.lowerBound, is: "("), self.closing[part.lowerBound] == part.upperBound - 1,
                !self.beginsQuery(part.lowerBound + 1)
            {
                return self.links(in: (part.lowerBound + 1)..<(part.upperBound - 1), scope, onlyInto: onlyInto)
            }
            guard let equals = self.soleEquals(in: part) else { return [] }
            let sides = (self.operand(part.lowerBound..<equals, scope), self.operand((equals + 1)..<part.upperBound, scope))
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

    private enum Operand { case tenant, column(TableUse), other }

    /// What one side of an equation is: the tenant's id, a table's `tenant_id`, or anything else.
    private func operand(_ range: Range<Int>, _ scope: Scope) -> Operand {
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
        { return .column(table) }
        return .other
    }

    /// The `=` of a comparison that is nothing else.
    private func soleEquals(in range: Range<Int>) -> Int? {
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
    private func conjuncts(_ range: Range<Int>) -> [Range<Int>] {
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
    private mutating func expression(_ range: Range<Int>, _ scope: Scope) {
        for place in range where self.sign(place, is: "(") && self.beginsQuery(place + 1) {
            self.subquery(at: place, scope)
        }
    }

    /// Goes into a query in parentheses, once.
    private mutating func subquery(at place: Int, _ scope: Scope) {
        guard let end = self.closing[place], self.visited.insert(place).inserted else { return }
        self.query((place + 1)..<end, Scope(parent: scope))
    }

    // MARK: Cutting

    /// The arms of a UNION, INTERSECT or EXCEPT.
    private func arms(_ range: Range<Int>) -> [Range<Int>] {
        var arms: [Range<Int>] = []
        var start = range.lowerBound
        var place = start
        while place < range.upperBound {
            if let word = self.keyword(place), ["union", "intersect", "except"].contains(word) {
                arms.append(start..<place)
                if let next = self.keyword(place + 1), next == "all" || next == "distinct" { place += 1 }
                start = place + 1
            }
            place = self.next(place)
        }
        return arms + [start..<range.upperBound]
    }

    /// The clauses of one query by the keyword they begin with, without that keyword.
    private mutating func clauses(of range: Range<Int>, _ keywords: Set<String>) -> [String: Range<Int>] {
        var clauses: [String: Range<Int>] = [:]
        var open: (name: String, start: Int)?
        var place = range.lowerBound
        while place < range.upperBound {
            if let word = self.keyword(place), keywords.contains(word), !self.isInsideExpression(word, place) {
                if let open { clauses[open.name] = open.start..<place }
                if clauses[word] != nil { self.fail("it says \(word.uppercased()) twice") }
                open = (word, place + 1)
            }
            place = self.next(place)
        }
        if let open { clauses[open.name] = open.start..<range.upperBound }
        return clauses
    }

    /// `IS DISTINCT FROM` and a name after a dot begin no clause.
    private func isInsideExpression(_ word: String, _ place: Int) -> Bool {
        self.sign(place - 1, is: ".") || (word == "from" && self.keyword(place - 1) == "distinct")
    }

    /// Items separated by commas.
    private func items(_ range: Range<Int>) -> [Range<Int>] {
        var items: [Range<Int>] = []
        var start = range.lowerBound
        var place = start
        while place < range.upperBound {
            if self.sign(place, is: ",") {
                items.append(start..<place)
                start = place + 1
            }
            place = self.next(place)
        }
        return (items + [start..<range.upperBound]).filter { !$0.isEmpty }
    }

    private func first(_ keyword: String, in range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place < range.upperBound {
            if self.keyword(place) == keyword { return place }
            place = self.next(place)
        }
        return nil
    }

    private func conflict(in range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place < range.upperBound {
            if self.keyword(place) == "on", self.keyword(place + 1) == "conflict" { return place }
            place = self.next(place)
        }
        return nil
    }

    /// The place after a token, or after the parentheses it opens.
    private func next(_ place: Int) -> Int { (self.closing[place] ?? place) + 1 }

    private func beginsQuery(_ place: Int) -> Bool {
        if self.sign(place, is: "(") { return self.beginsQuery(place + 1) }
        guard let word = self.keyword(place) else { return false }
        return ["select", "with", "values", "insert", "update", "delete"].contains(word)
    }

    private func keyword(_ place: Int) -> String? {
        self.tokens.indices.contains(place) ? self.tokens[place].keyword : nil
    }

    private func sign(_ place: Int, is text: String) -> Bool {
        self.tokens.indices.contains(place) && self.tokens[place].isSign(text)
    }

    private mutating func matchParentheses() -> Bool {
        var open: [Int] = []
        for (index, token) in self.tokens.enumerated() {
            if token.isSign("(") { open.append(index) }
            if token.isSign(")") {
                guard let start = open.popLast() else { return false }
                self.closing[start] = index
            }
        }
        return open.isEmpty
    }

    private mutating func fail(_ reason: String) { self.problem = self.problem ?? reason }
}
