import Foundation
import Wire

extension WooCommerceWire {
    /// A value that PHP may send as text, number or boolean. Numbers keep the digits they came with.
    enum Loose: Decodable, Sendable, Hashable {
        case text(String)
        case flag(Bool)
        /// `null`, an array or an object.
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(String.self) {
                self = .text(value)
            } else if let value = try? container.decode(Bool.self) {
                self = .flag(value)
            } else if let value = try? container.decode(Int64.self) {
                self = .text(String(value))
            } else if let value = try? container.decode(Decimal.self) {
                self = .text("\(value)")
            } else {
                self = .other
            }
        }

        /// Trimmed; `nil` when there is none or it is empty.
        var text: String? {
            guard case .text(let value) = self else { return nil }
            let trimmed = value.withoutOuterSpace
            return trimmed.isEmpty ? nil : trimmed
        }

        /// A whole number below a thousand million; a fraction is rounded down, since half a unit cannot be sold.
        var units: Int? {
            guard let text = self.text else { return nil }
            if let number = Int(text) { return number.magnitude < 1_000_000_000 ? number : nil }
            guard var value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), value.isFinite,
                abs(value) < 1_000_000_000
            else { return nil }
            var floor = Decimal()
            NSDecimalRound(&floor, &value, 0, .down)
            if floor > value { floor -= 1 }
            return Int("\(floor)")
        }
    }

    /// A list. PHP writes an empty object for some empty lists, and an object with number names for lists with gaps.
    struct PHPList<Element: Decodable & Sendable>: Decodable, Sendable {
        var elements: [Element]

        init(from decoder: any Decoder) throws {
            do {
                self.elements = try [Element](from: decoder)
            } catch let error as DecodingError {
                guard case .typeMismatch(_, let context) = error,
                    context.codingPath.count == decoder.codingPath.count,
                    let members = try? [String: Element](from: decoder)
                else { throw error }
                self.elements = members.sorted { (Int($0.key) ?? .max, $0.key) < (Int($1.key) ?? .max, $1.key) }
                    .map(\.value)
            }
        }
    }

    /// A value that may be of another shape; then it is passed over.
    struct Loosely<Value: Decodable & Sendable>: Decodable, Sendable {
        var value: Value?
        init(from decoder: any Decoder) throws { self.value = try? Value(from: decoder) }
    }

    /// WordPress's form of an error: `{"code": …, "message": …, "data": {"status": 400, "params": {…}}}`.
    struct Problem: Decodable, Sendable {
        struct Details: Decodable, Sendable {
            var status: Int?
            var params: JSONValue?

            private enum CodingKeys: String, CodingKey { case status, params }

            /// PHP sends `[]` or `null` for an empty `data`.
            init(from decoder: any Decoder) throws {
                let members = try? decoder.container(keyedBy: CodingKeys.self)
                self.status = try? members?.decode(Int.self, forKey: .status)
                self.params = try? members?.decode(JSONValue.self, forKey: .params)
            }
        }
        var code: String
        var message: String?
        var data: Details?

        /// Letters, digits, `_`, `-` and `.`, at most 80: it is shown and counted.
        var safeCode: String {
            let allowed = self.code.filter { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "_-.".contains($0) }
            let known = allowed.hasPrefix("ck_") || allowed.hasPrefix("cs_") ? "" : allowed
            return known.isEmpty ? "unnamed" : String(known.prefix(80))
        }

        /// The parameter that is wrong (`rest_invalid_param`), or the SKU where the code says so.
        var field: String? {
            if case .object(let names)? = self.data?.params, let first = names.keys.sorted().first {
                return String(first.prefix(60))
            }
            if self.code.contains("sku") { return "sku" }
            return self.code.contains("price") ? "regular_price" : nil
        }

        private enum CodingKeys: String, CodingKey { case code, message, data }

        init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            if let text = try? members.decode(String.self, forKey: .code) {
                self.code = text
            } else {
                self.code = String(try members.decode(Int.self, forKey: .code))
            }
            self.message = try? members.decode(String.self, forKey: .message)
            self.data = try? members.decode(Details.self, forKey: .data)
            guard self.message != nil || self.data != nil else {
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no error"))
            }
        }
    }
}
