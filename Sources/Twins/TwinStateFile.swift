import Foundation

/// Keeps the shops of a market in one JSON file, replaced as a whole so that a crash never leaves half of one.
struct TwinStateFile: Sendable {
    let url: URL

    private struct Kept: Codable {
        var woocommerce: [WooState] = []
        var etsyApp: EtsyApp?
        var etsy: [EtsyState] = []
        var amazonApp: AmazonApp?
        var amazon: [AmazonState]?
        /// Missing in files of earlier versions.
        var shopify: [ShopifyState]?
        var ebayApp: EbayApp?
        var ebay: [EbayState]?
    }

    /// Opens the shops in the file; a missing file opens none.
    func load(into market: TwinMarket) async throws {
        guard FileManager.default.fileExists(atPath: self.url.path) else { return }
        let kept = try JSONDecoder().decode(Kept.self, from: Data(contentsOf: self.url))
        for state in kept.woocommerce { await market.add(state) }
        if let app = kept.etsyApp { await market.etsy.take(app) }
        for state in kept.etsy { await market.add(state) }
        if let app = kept.amazonApp { await market.amazon.take(app) }
        for state in kept.amazon ?? [] { await market.add(state) }
        for state in kept.shopify ?? [] { await market.add(state) }
        if let app = kept.ebayApp { await market.ebay.take(app) }
        for state in kept.ebay ?? [] { await market.add(state) }
    }

    /// - Parameter always: `false` writes only where something happened since the last time.
    func save(_ market: TwinMarket, always: Bool) async throws {
        var isChanged = always
        for shop in await market.allShops where await shop.isChanged { isChanged = true }
        for front in market.fronts.values where await front.isChanged { isChanged = true }
        guard isChanged else { return }
        var kept = Kept()
        for shop in await market.allShops {
            if let shop = shop as? WooShop { kept.woocommerce.append(await shop.kept()) }
            if let shop = shop as? EtsyShop { kept.etsy.append(await shop.kept()) }
            if let shop = shop as? AmazonShop { kept.amazon = (kept.amazon ?? []) + [await shop.kept()] }
            if let shop = shop as? EbayShop { kept.ebay = (kept.ebay ?? []) + [await shop.kept()] }
            if let shop = shop as? ShopifyShop { kept.shopify = (kept.shopify ?? []) + [await shop.kept()] }
        }
        kept.etsyApp = await market.etsy.kept()
        kept.amazonApp = await market.amazon.kept()
        kept.ebayApp = await market.ebay.kept()
        try JSONEncoder().encode(kept).write(to: self.url, options: .atomic)
    }
}
