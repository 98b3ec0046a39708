/// A few categories; the real sites have tens of thousands. The same on every site here.
struct EbayCategory: Sendable {
    var id: String
    var name: String
    var parent: String?
    /// Aspects a listing needs.
    var required: [String] = []
    /// Aspects by which variations may differ.
    var varying: [String] = []

    static let root = "0"
    static let all = [
        EbayCategory(id: "11700", name: "Home, Furniture & DIY", parent: "0"),
        EbayCategory(id: "20625", name: "Cookware, Dining & Bar", parent: "11700"),
        EbayCategory(
            id: "20696", name: "Mugs", parent: "20625", required: ["Brand"], varying: ["Colour", "Size", "Capacity"]),
        EbayCategory(id: "11450", name: "Clothes, Shoes & Accessories", parent: "0"),
        EbayCategory(id: "15724", name: "Women's Clothing", parent: "11450"),
        EbayCategory(
            id: "53159", name: "Women's Tops & Shirts", parent: "15724", required: ["Brand", "Department"],
            varying: ["Size", "Colour"]),
        EbayCategory(
            id: "63861", name: "Women's Dresses", parent: "15724",
            required: ["Brand", "Department", "Dress Length"], varying: ["Size", "Colour"]),
    ]

    /// Where filled goods go.
    static let usual = "20696"
    static let version = "136"

    static func named(_ id: String) -> EbayCategory? { Self.all.first { $0.id == id } }

    /// A category that goods may be listed in: one without others below it.
    static func leaf(_ id: String) -> EbayCategory? {
        Self.named(id).flatMap { found in Self.all.contains { $0.parent == found.id } ? nil : found }
    }
}
