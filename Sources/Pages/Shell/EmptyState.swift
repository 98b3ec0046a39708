/// Nothing to show yet: why, and the exact command that changes it.
public struct EmptyState: Sendable, Hashable {
    public var title: String
    public var sentence: String
    /// Typed as it stands; `nil` where a link is the way out.
    public var command: String?
    /// Where to go instead, as a path of ours and its words.
    public var link: String?
    public var linkText: String?

    public init(
        title: String, sentence: String, command: String? = nil, link: String? = nil, linkText: String? = nil
    ) {
        self.title = title
        self.sentence = sentence
        self.command = command
        self.link = link
        self.linkText = linkText
    }

    public static let noWorkspace = Self(
        title: "No workspace yet",
        sentence: "A workspace is one business: its stock, its shops, its orders. Make the first one.",
        command: "entrepot workspace create \"My shop\"")

    public static let noConnections = Self(
        title: "No shop connected yet",
        sentence: "Connect a WooCommerce shop with a key from its settings, under Advanced, REST API.",
        command: "entrepot connection add \"My shop\" --address https://shop.example --key ck_…")

    public static let noListings = Self(
        title: "No listings yet",
        sentence:
            "Import a product CSV, or make SKUs from a connected shop with: entrepot mapping create SHOP --all. Nothing changes in a shop until you apply a plan.",
        command: "entrepot import FILE")

    public static let nothingDiffers = Self(
        title: "Everything agrees",
        sentence: "Every shop shows what is wanted. There is nothing to do.",
        link: Path.board, linkText: "Show all variants")

    public static func noMatch(for search: String) -> Self {
        Self(
            title: "Nothing found", sentence: "No SKU or title holds \u{201C}\(search)\u{201D}.", link: Path.board,
            linkText: "Show all variants")
    }

    var drawing: Drawing {
        var drawing: Drawing = ["title": self.title, "sentence": self.sentence]
        drawing["command"] = self.command
        drawing["link"] = self.link
        drawing["linkText"] = self.linkText
        return drawing
    }
}
