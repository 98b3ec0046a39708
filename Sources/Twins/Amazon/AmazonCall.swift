import Foundation

/// One call to the API, its values and parameters at hand.
struct AmazonCall: Sendable {
    let operation: AmazonOperation
    let values: [String: String]
    let query: [TwinRequest.Pair]
    let body: Json?
    /// Listings as they were at this wall time, for a stale read.
    var asOf: Date?

    init(_ operation: AmazonOperation, _ values: [String: String], _ request: TwinRequest) throws(AmazonError) {
        self.operation = operation
        self.values = values
        self.query = request.query
        guard !request.body.isEmpty else {
            self.body = nil
            return
        }
        guard let json = Json(request.body), case .object = json else { throw .invalid("The body is no JSON object.") }
        self.body = json
    }

    subscript(name: String) -> String? { self.query.last { $0.name == name && !$0.value.isEmpty }?.value }

    /// Lists are written with commas, or as the same parameter several times.
    func list(_ name: String) -> [String] {
        self.query.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
    }

    func choices(_ name: String, of known: Set<String>, default usual: [String]) throws(AmazonError) -> Set<String> {
        let asked = self.list(name)
        if let stranger = asked.first(where: { !known.contains($0) }) {
            throw .invalid("Value '\(stranger)' at '\(name)' is not one of the values allowed.")
        }
        return Set(asked.isEmpty ? usual : asked)
    }

    func whole(_ name: String, default usual: Int, in range: ClosedRange<Int>) throws(AmazonError) -> Int {
        guard let text = self[name] else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid("'\(name)' must be from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    func date(_ name: String) throws(AmazonError) -> Date? {
        guard let text = self[name] else { return nil }
        guard let date = TwinDate.date(text, offset: 0) else { throw .invalid("'\(name)' is no ISO 8601 date.") }
        return date
    }
}
