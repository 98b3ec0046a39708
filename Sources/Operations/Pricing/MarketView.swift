import Commerce
public import Foundation
import Records

/// What is asked for a listing's goods at its channel, as it was read last. With sending, for one unit.
public struct MarketView: Sendable, Hashable, Encodable {
    /// What the offer asks that buyers are shown first; missing where none is.
    public var featured: MoneyView?
    /// Whether that one is yours; missing where the channel does not tell.
    public var isOurs: Bool?
    /// The least that anybody asks for new goods.
    public var lowest: MoneyView?
    /// Offers of new goods, yours among them.
    public var offers: Int
    public var readAt: Date

    init(_ record: MarketPriceRecord) {
        self.featured = record.price.featured.map(MoneyView.init)
        self.isOurs = record.price.isOurs
        self.lowest = record.price.lowest.map(MoneyView.init)
        self.offers = record.price.offers
        self.readAt = record.readAt
    }

    /// `featured 17.99 EUR (yours), lowest 15.00 EUR, 14 offers of new goods`.
    var sentence: String {
        let whose = self.isOurs.map { $0 ? " (yours)" : " (another's)" } ?? ""
        var parts = [self.featured.map { "featured \($0.text)\(whose)" } ?? "none featured"]
        if let lowest = self.lowest { parts.append("lowest \(lowest.text)") }
        parts.append("\(self.offers) offers of new goods")
        return parts.joined(separator: ", ")
    }
}
