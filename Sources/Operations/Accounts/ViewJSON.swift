import Commerce
import Foundation
import Store

/// How every list and report is written as JSON, by the command line and by the API alike.
public enum ViewJSON {
    /// Sorted keys; instants in ISO 8601 with milliseconds, UTC; what is missing is left out.
    public static func data(_ value: some Encodable, pretty: Bool = false) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(
                date.ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)))
        }
        return try encoder.encode(value)
    }

    public static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
        String(decoding: try self.data(value, pretty: pretty), as: UTF8.self)
    }
}

/// An amount for programs and for people.
public struct MoneyView: Sendable, Hashable, Encodable {
    /// Minor units.
    public var minor: Int64
    /// ISO 4217.
    public var currency: String
    /// `12.50 EUR`.
    public var text: String

    public init(_ money: Money) {
        self.minor = money.minor
        self.currency = money.currency.code
        self.text = money.description
    }

    init?(_ minor: Int64?, _ currency: Currency) {
        guard let minor else { return nil }
        self.init(Money(minor: minor, currency: currency))
    }
}

/// A part of a long list.
public struct Page<Row: Sendable & Encodable>: Sendable, Encodable {
    public var rows: [Row]
    /// Ask with it as `after` for what follows; `nil` at the end.
    public var next: String?

    public init(rows: [Row], next: String?) {
        self.rows = rows
        self.next = next
    }
}

extension UUID {
    /// Lower-case with dashes, as every id is shown.
    public var text: String { IDText.text(of: self) }
}
