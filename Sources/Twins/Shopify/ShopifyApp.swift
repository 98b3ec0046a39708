import Foundation

/// The one app of a market at Shopify, as its developer dashboard shows it. What it may do stands with each shop.
public struct ShopifyApp: Sendable, Codable, Hashable {
    /// What a hub asks consent for.
    public static let allScopes = [
        "write_products", "write_inventory", "read_locations", "read_orders", "write_orders",
        "write_merchant_managed_fulfillment_orders", "write_publications", "read_returns",
    ]

    public let clientID: String
    public let clientSecret: String
    /// Exactly these may be redirected to; empty: any on loopback.
    public var redirects: [String] = []
    /// The app's page that the back office shows within its own; `nil` where its developer gave none.
    public var page: String?
    /// Where the app hears of people's data, of all its shops; `nil` where its developer gave no address.
    public var compliance: String?

    init(name: String) {
        var dice = Dice(named: "shopify app " + name)
        let digits = Array("0123456789abcdef")
        self.clientID = String((0..<32).map { _ in dice.pick(digits) })
        self.clientSecret = "shpss_" + String((0..<32).map { _ in dice.pick(digits) })
    }

    func mayRedirect(to address: String) -> Bool {
        ConsentPage.mayRedirect(
            to: address, registered: self.redirects, nowhere: [".invalid", ".localhost", ".example"])
    }
}
