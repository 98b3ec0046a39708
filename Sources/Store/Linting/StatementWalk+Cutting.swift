// Cuts statements into clauses, items and conditions, parentheses kept whole.
extension StatementWalk {
    /// The arms of a UNION, INTERSECT or EXCEPT.
    func arms(_ range: Range<Int>) -> [Range<Int>] {
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
    mutating func clauses(of range: Range<Int>, _ keywords: Set<String>) -> [String: Range<Int>] {
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
    func isInsideExpression(_ word: String, _ place: Int) -> Bool {
        self.sign(place - 1, is: ".") || (word == "from" && self.keyword(place - 1) == "distinct")
    }

    /// Items separated by commas.
    func items(_ range: Range<Int>) -> [Range<Int>] {
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

    func first(_ keyword: String, in range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place < range.upperBound {
            if self.keyword(place) == keyword { return place }
            place = self.next(place)
        }
        return nil
    }

    func conflict(in range: Range<Int>) -> Int? {
        var place = range.lowerBound
        while place < range.upperBound {
            if self.keyword(place) == "on", self.keyword(place + 1) == "conflict" { return place }
            place = self.next(place)
        }
        return nil
    }

    /// The place after a token, or after the parentheses it opens.
    func next(_ place: Int) -> Int { (self.closing[place] ?? place) + 1 }

    func beginsQuery(_ place: Int) -> Bool {
        if self.sign(place, is: "(") { return self.beginsQuery(place + 1) }
        guard let word = self.keyword(place) else { return false }
        return ["select", "with", "values", "insert", "update", "delete"].contains(word)
    }

    func keyword(_ place: Int) -> String? {
        self.tokens.indices.contains(place) ? self.tokens[place].keyword : nil
    }

    func sign(_ place: Int, is text: String) -> Bool {
        self.tokens.indices.contains(place) && self.tokens[place].isSign(text)
    }

    mutating func matchParentheses() -> Bool {
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

    mutating func fail(_ reason: String) { self.problem = self.problem ?? reason }
}
