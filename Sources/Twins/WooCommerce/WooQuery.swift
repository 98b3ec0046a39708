import Foundation
import Wire

/// The query of a list call, read as WordPress reads it.
struct WooQuery {
    let pairs: [TwinRequest.Pair]

    /// The last value of that name.
    subscript(name: String) -> String? { self.pairs.last { $0.name == name }?.value }

    /// `a=1,2`, `a[]=1&a[]=2` and `a[0]=1` are one list.
    func list(_ name: String) -> [String] {
        self.pairs.filter { $0.name == name || $0.name.hasPrefix(name + "[") }
            .flatMap { $0.value.split(separator: ",").map { $0.withoutOuterSpace } }
    }

    func whole(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(WooError) -> Int {
        guard let text = self[name] else { return value }
        guard let number = Int(text) else { throw .invalidParameter(name, "\(name) is not of type integer.") }
        guard range.contains(number) else {
            throw .invalidParameter(
                name,
                "\(name) must be between \(range.lowerBound) (inclusive) and \(range.upperBound) (inclusive)")
        }
        return number
    }

    func choice(_ name: String, default value: String, of choices: [String]) throws(WooError) -> String {
        guard let text = self[name] else { return value }
        guard choices.contains(text) else {
            throw .invalidParameter(name, "\(name) is not one of \(choices.joined(separator: ", ")).")
        }
        return text
    }

    /// A date; site-local unless it names its zone or `dates_are_gmt` is set.
    func date(_ name: String, offset: Int) throws(WooError) -> Date? {
        guard let text = self[name] else { return nil }
        let isGMT = self["dates_are_gmt"].map { Json.string($0).truth == true } ?? false
        guard let date = TwinDate.date(text, offset: isGMT ? 0 : offset) else {
            throw .invalidParameter(name, "Invalid date.")
        }
        return date
    }

    /// `_fields`: the top members to keep, `nil` for all.
    var fields: Set<String>? {
        let names = self.list("_fields").map { String($0.prefix { $0 != "." }) }
        return names.isEmpty ? nil : Set(names)
    }

    /// `True` with a capital is what the woocommerce client sends.
    var isForced: Bool { self["force"].map { Json.string($0).truth == true } ?? false }
}

/// One page of a list, and what the headers say about the rest.
struct WooPage<Item> {
    var items: [Item]
    var total: Int
    var page: Int
    var perPage: Int

    /// - Throws: 400 for a page size outside 1…100 or a page below 1, as WordPress answers.
    init(_ all: [Item], _ query: WooQuery) throws(WooError) {
        self.perPage = try query.whole("per_page", default: 10, in: 1...100)
        self.page = try query.whole("page", default: 1, in: 1...1_000_000)
        let offset = try query.whole("offset", default: (self.page - 1) * self.perPage, in: 0...100_000_000)
        self.total = all.count
        self.items = Array(all.dropFirst(offset).prefix(self.perPage))
    }

    var pages: Int { (self.total + self.perPage - 1) / self.perPage }
}

/// What the shop did for a call, before any fault shapes the answer.
struct WooOutcome {
    var status = 200
    var json: Json
    /// Set for lists.
    var total: Int?
    var pages: Int?
    var page: Int?

    init(_ json: Json, status: Int = 200) {
        self.status = status
        self.json = json
    }

    init<Item>(_ page: WooPage<Item>, _ render: (Item) -> Json) {
        self.json = .array(page.items.map(render))
        self.total = page.total
        self.pages = page.pages
        self.page = page.page
    }
}
