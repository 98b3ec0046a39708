import Foundation

/// Where a list goes on, as the page before named it.
enum PagePlace {
    /// - Parameter after: A page's `next`; `nil` or empty for the beginning.
    /// - Throws: `OperationError.invalid` for what no page names: beginning anew without a word would show rows twice.
    static func id(_ after: String?) throws -> UUID? {
        guard let after, !after.isEmpty else { return nil }
        guard let id = UUID(uuidString: after) else {
            throw OperationError.invalid(
                field: "after", reason: "It is no place in this list. Take it from the page before, or leave it out.")
        }
        return id
    }
}
