public import Foundation

/// A statement about to run: what a test needs in order to forbid it.
public struct StatementAudit: Sendable, Hashable {
    /// The text as the engine gets it, with `?1` or `$1` for values.
    public var text: String
    /// The values in the order of their placeholders.
    public var values: [SQLValue]
    /// The tenant the transaction was opened for, `nil` inside `system`.
    public var tenant: UUID?

    public init(text: String, values: [SQLValue], tenant: UUID?) {
        self.text = text
        self.values = values
        self.tenant = tenant
    }
}
