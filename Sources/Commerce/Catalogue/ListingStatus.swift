/// Whether a product is meant to be on sale.
public enum ListingStatus: String, Sendable, Hashable, CaseIterable, Codable {
    /// Not ready: something is missing, or nobody has released it.
    case draft
    case active
    /// Ready, but taken off sale.
    case inactive
}
