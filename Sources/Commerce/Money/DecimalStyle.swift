/// Which sign stands before the cents.
public enum DecimalStyle: String, Sendable, Hashable, CaseIterable {
    /// `1,234.50`
    case point
    /// `1.234,50`
    case comma

    var sign: Character { self == .point ? "." : "," }
    var grouping: Character { self == .point ? "," : "." }
}
