public import Foundation

/// A statement about to run: what a test needs in order to forbid it.
public struct StatementAudit: Sendable, Hashable {
    /// The text as the engine gets it, with `?1` or `$1` for values.
    public var text: String
    /// The values in the order of their placeholders.
    public var values: [SQLValue]
    /// The tenant the transaction was opened for, `nil` inside `system`.
    public var tenant: UUID?

    /// The same for each run of one text at one store, where the store keeps count; else `nil`.
    public var number: Int?

    public init(text: String, values: [SQLValue], tenant: UUID?, number: Int? = nil) {
        self.text = text
        self.values = values
        self.tenant = tenant
        self.number = number
    }
}
