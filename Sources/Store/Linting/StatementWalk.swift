/// Goes through one statement and its subqueries and notes which of its tables have their tenant bound.
struct StatementWalk {
    let tokens: [SQLToken]
    let tables: Set<String>
    /// Placeholders bound to the tenant's id.
    let tenantValues: Set<Int>
    /// The tokens that were understood as a table's place or a column's name in a list of columns.
    var understood: Set<Int> = []
    var problem: String?
    /// The parentheses of subqueries that were gone into.
    var visited: Set<Int> = []
    /// Each opening parenthesis and its closing one.
    var closing: [Int: Int] = [:]

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
    func leftover() -> String? {
        for (index, token) in self.tokens.enumerated() {
            guard let name = token.name, self.tables.contains(name), !self.understood.contains(index) else { continue }
            if self.sign(index + 1, is: ".") { continue }
            if self.sign(index - 1, is: ".") || self.keyword(index - 1) == "as" { continue }
            return "\(name) stands where it cannot be followed"
        }
        return nil
    }

    /// A statement, or what stands in parentheses and begins like one.
    mutating func query(_ range: Range<Int>, _ scope: Scope) {
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
            if self.sign(rest.lowerBound, is: "(") {
                self.selects(rest, scope)
            } else {
                self.fail("it is no plain statement")
            }
        }
    }

    /// `WITH name (columns) AS (query), …`. Returns what follows.
    mutating func commonTables(_ range: Range<Int>, _ scope: Scope) -> Range<Int> {
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
    mutating func selects(_ range: Range<Int>, _ scope: Scope) {
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
    mutating func select(_ range: Range<Int>, _ scope: Scope) -> [String: Range<Int>] {
        let clauses = self.clauses(
            of: range,
            ["select", "from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for"])
        self.settle(from: clauses["from"], conditions: clauses["where"], scope)
        for (name, clause) in clauses where name != "from" && name != "where" { self.expression(clause, scope) }
        // FOR UPDATE OF names tables of FROM again.
        if let locked = clauses["for"] { self.understood.formUnion(locked) }
        return clauses
    }

    mutating func update(_ range: Range<Int>, _ scope: Scope) {
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

    mutating func delete(_ range: Range<Int>, _ scope: Scope) {
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
}
