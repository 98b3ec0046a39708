import Foundation
import Wire

/// One call that has passed the gate.
struct EtsyCall {
    var operation: EtsyOperation
    /// The numbers of the path: `shop_id`, `listing_id`, …
    var numbers: [String: Int]
    var query: EtsyFields
    var body: EtsyBody
    /// The caller holds a token of this shop's owner.
    var isOwner: Bool
    /// Listings of other shops, already rendered, for `getListingsByListingIds`.
    var elsewhere: [Json] = []
    /// Set for a stale read; wall time.
    var asOf: Date?

    var isRead: Bool { self.operation.isRead }
    var listing: Int { self.numbers["listing_id"] ?? 0 }
    var receipt: Int { self.numbers["receipt_id"] ?? 0 }

    /// What hangs on each listing of the answer: `Inventory`, `Images`, `Shipping`, `Shop`, …
    var includes: Set<String> { Set(self.query.list("includes")) }

    init(
        _ operation: EtsyOperation, _ numbers: [String: Int], _ request: TwinRequest, isOwner: Bool
    ) throws(EtsyError) {
        self.operation = operation
        self.numbers = numbers
        self.query = EtsyFields(request.query)
        self.isOwner = isOwner
        self.body = operation.isRead || operation.method == "DELETE" ? EtsyBody() : try EtsyBody(request)
    }
}

/// Named values of a query or a form, read as Etsy's PHP reads them.
struct EtsyFields {
    private var pairs: [TwinRequest.Pair]

    init(_ pairs: [TwinRequest.Pair] = []) { self.pairs = pairs }

    /// The last value of that name.
    subscript(name: String) -> String? { self.pairs.last { $0.name == name }?.value }

    func has(_ name: String) -> Bool {
        self.pairs.contains { $0.name == name || $0.name.hasPrefix(name + "[") }
    }

    /// `a=1,2`, `a[]=1&a[]=2`, `a[0]=1` and `a=1&a=2` are one list.
    func list(_ name: String) -> [String] {
        self.pairs.filter { $0.name == name || $0.name.hasPrefix(name + "[") }
            .flatMap { $0.value.split(separator: ",").map { $0.withoutOuterSpace } }
            .filter { !$0.isEmpty }
    }

    func whole(_ name: String) throws(EtsyError) -> Int? {
        guard let text = self[name], !text.isEmpty, text != "null", text != "None" else { return nil }
        guard let number = Int(text) else { throw .invalid(name, "must be an integer") }
        return number
    }

    func whole(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(EtsyError) -> Int {
        let number = try self.whole(name) ?? value
        guard range.contains(number) else {
            throw .invalid(name, "must be between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    /// `true`, `True`, `1`; `nil` where there is none.
    func truth(_ name: String) throws(EtsyError) -> Bool? {
        guard let text = self[name], !text.isEmpty, text.lowercased() != "null", text != "None" else { return nil }
        guard let value = Json.string(text).truth else { throw .invalid(name, "must be a boolean") }
        return value
    }

    func choice(_ name: String, default value: String, of choices: [String]) throws(EtsyError) -> String {
        guard let text = self[name], !text.isEmpty else { return value }
        guard choices.contains(text) else {
            throw .invalid(name, "must be one of \(choices.joined(separator: ", "))")
        }
        return text
    }
}
