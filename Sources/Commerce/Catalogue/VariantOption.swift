/// One choice that tells a variant from its siblings: `Size: Large`.
public struct VariantOption: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
