import Foundation

extension TwinChannel {
    static let shopify = TwinChannel(
        id: "shopify",
        open: { market, wish in
            await market.openShopify(
                wish.name, seed: wish.seed, goods: wish.products ?? [], faults: wish.faults?.plan ?? FaultPlan(),
                currency: wish.currency ?? "GBP")
        },
        card: { market, shop in
            let app = await (shop as? ShopifyShop)?.customApp
            return await ShopCard(shop, key: app?.token ?? "", secret: app?.secret ?? "")
        },
        environment: { market in await Self.shopifyEnvironment(market) })

    /// The app, and each shop with its custom app.
    private static func shopifyEnvironment(_ market: TwinMarket) async -> [String] {
        var lines: [String] = []
        for name in await market.shopNames {
            guard let shop = await market.shopifyShop(name) else { continue }
            let prefix = TwinMarket.variable(name)
            let app = await shop.customApp
            lines += [
                "\(prefix)_URL=\(await shop.address)", "\(prefix)_TOKEN=\(app.token)", "\(prefix)_SECRET=\(app.secret)",
            ]
            let sku = await shop.sellableSKUs().first
            if let sku, let variant = await shop.variant(sku) {
                lines += [
                    "\(prefix)_SKU=\(sku)", "\(prefix)_PRODUCT_ID=\(variant.product)",
                    "\(prefix)_VARIANT_ID=\(variant.variant)", "\(prefix)_ITEM_ID=\(variant.item)",
                ]
            }
        }
        guard !lines.isEmpty else { return [] }
        let app = await market.shopifyApp
        return ["TWIN_SHOPIFY_CLIENT_ID=\(app.clientID)", "TWIN_SHOPIFY_CLIENT_SECRET=\(app.clientSecret)"] + lines
    }
}
