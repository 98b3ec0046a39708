/// What is asked for one listing's goods at its channel, by the merchant and by others. With sending, for one unit.
public struct MarketPrice: Sendable, Hashable {
    /// As the channel names the listing.
    public var listing: String
    /// What the offer asks that buyers are shown first; `nil` where none is.
    public var featured: Money?
    /// Whether that one is the merchant's; `nil` where the channel does not tell.
    public var isOurs: Bool?
    /// The least that anybody asks for new goods.
    public var lowest: Money?
    /// Offers of new goods, the merchant's among them.
    public var offers: Int

    public init(listing: String, featured: Money?, isOurs: Bool?, lowest: Money?, offers: Int) {
        self.listing = listing
        self.featured = featured
        self.isOurs = isOurs
        self.lowest = lowest
        self.offers = offers
    }
}
