import Foundation

/// One call that has passed the gate.
struct EbayCall: Sendable {
    let operation: EbayOperation
    /// What varies in the path.
    let values: [String: String]
    let query: [TwinRequest.Pair]
    /// `Content-Language`, as sent.
    let language: String?
    let body: Json
    /// What stands before paths in links of answers; without a slash at its end.
    var address: String

    init(
        _ operation: EbayOperation, _ values: [String: String], _ request: TwinRequest, address: String
    ) throws(EbayError) {
        self.operation = operation
        self.values = values
        self.query = request.query
        self.language = request.headers["content-language"]
        self.address = address
        guard !request.body.isEmpty else {
            self.body = [:]
            return
        }
        guard request.headers["content-type"]?.lowercased().hasPrefix("application/json") == true,
            let json = Json(request.body), case .object = json
        else { throw .bodyUnreadable }
        self.body = json
    }

    /// The same call with another body.
    func with(body: Json) -> EbayCall { EbayCall(self, body: body) }

    private init(_ call: EbayCall, body: Json) {
        self.operation = call.operation
        self.values = call.values
        self.query = call.query
        self.language = call.language
        self.address = call.address
        self.body = body
    }

    subscript(name: String) -> String? { self.query.last { $0.name == name && !$0.value.isEmpty }?.value }
    func value(_ name: String) -> String { self.values[name] ?? "" }

    /// The locale that a write is in: `en_GB` of `en-GB`.
    func locale() throws(EbayError) -> String {
        guard let language = self.language, language.wholeMatch(of: /[a-z]{2}-[A-Z]{2}/) != nil else {
            throw .inventory(25709, "Invalid value for header Content-Language.")
        }
        return language.replacing("-", with: "_")
    }

    /// A page of a list whose `offset` is the number of the page, from 0.
    func page(of total: Int, usual: Int, most: Int) throws(EbayError) -> (limit: Int, offset: Int, range: Range<Int>) {
        func whole(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(EbayError) -> Int {
            guard let text = self[name] else { return value }
            guard let number = Int(text), range.contains(number) else {
                throw .inventory(25706, "You have provided invalid pagination values. \(name).")
            }
            return number
        }
        let limit = try whole("limit", usual, 1...most)
        let offset = try whole("offset", 0, 0...1_000_000)
        return (limit, offset, min(total, limit * offset)..<min(total, limit * (offset + 1)))
    }
}

extension Json {
    /// Reads an amount `{"value": "12.50", "currency": "GBP"}`, in hundredths; `nil` for what is none.
    func minor(in currency: String) -> Int? {
        guard self["currency"]?.text == currency else { return nil }
        let text: String? =
            switch self["value"] {
            case .string(let text): text
            case .integer(let value): String(value)
            case .number(let value): String(value)
            default: nil
            }
        return text.flatMap { TwinMoney($0)?.minor }
    }

    static func amount(_ minor: Int, _ currency: String) -> Json {
        ["value": .string(TwinMoney(minor: minor).text), "currency": .string(currency)]
    }

    /// The texts of a list.
    var texts: [String] { (self.list ?? []).compactMap(\.text) }
}
