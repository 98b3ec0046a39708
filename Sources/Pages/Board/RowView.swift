import Foundation

/// One variant: what there is of it, and what each shop shows.
public struct RowView: Sendable, Hashable {
    public var sku: String
    public var title: String
    /// `Silver / 54`; empty when the product has one variant.
    public var options: String
    /// Whole units, summed over the pool's locations.
    public var onHand: Int
    /// Units promised to open orders.
    public var open: Int
    /// Units owed that are not there.
    public var short: Int
    /// Units channels may be told about.
    public var available: Int
    /// The policy in force for this SKU, one word: `guaranteed`.
    public var policy: String
    /// The wanted price as people read it, currency included; `nil` when the merchant has set none.
    public var price: String?
    /// One for each connection of the board, in the same order.
    public var cells: [CellView]

    public init(
        sku: String, title: String, options: String = "", onHand: Int, open: Int, short: Int = 0, available: Int,
        policy: String, price: String? = nil, cells: [CellView]
    ) {
        self.sku = sku
        self.title = title
        self.options = options
        self.onHand = onHand
        self.open = open
        self.short = short
        self.available = available
        self.policy = policy
        self.price = price
        self.cells = cells
    }

    var part: Part {
        let tone = self.short > 0 ? "short" : (self.available == 0 ? "out" : "plain")
        return Part(
            "row/" + self.sku, tone: tone,
            texts: [
                "onHand": counted(self.onHand), "open": counted(self.open), "short": counted(self.short),
                "available": counted(self.available), "policy": self.policy, "price": self.price,
            ])
    }

    func drawing(at now: Date) -> Drawing {
        var drawing = self.part.drawing(at: now)
        drawing["sku"] = self.sku
        drawing["title"] = self.title
        drawing["options"] = self.options.isEmpty ? nil : self.options
        drawing["link"] = Path.story(self.sku)
        drawing["cells"] = self.cells.map { cell -> Drawing in
            var drawing = cell.part(sku: self.sku, rowPrice: self.price).drawing(at: now)
            drawing["shop"] = cell.connectionName
            drawing["link"] = Path.story(self.sku) + "#shop-" + Path.escaped(cell.connection)
            return drawing
        }
        return drawing
    }
}
