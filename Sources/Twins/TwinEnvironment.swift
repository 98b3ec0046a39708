import Foundation

/// Addresses, credentials and ids as shell variables, so that any client can be pointed at the twins.
struct TwinEnvironment: Sendable {
    let market: TwinMarket

    init(_ market: TwinMarket) { self.market = market }

    func text() async -> String {
        var lines = [
            "TWINS_URL=\(await self.market.address)", "TWINS_CONTROL_URL=\(await self.market.address)/_twin",
            "TWIN_SHOPS=\"\(await self.market.shopNames.joined(separator: " "))\"",
        ]
        for name in await self.market.shopNames {
            guard let shop = await self.market.wooShop(name), let key = await shop.keys.first else { continue }
            let prefix = "TWIN_" + name.uppercased().replacing("-", with: "_")
            lines += [
                "\(prefix)_URL=\(await shop.address)", "\(prefix)_KEY=\(key.key)", "\(prefix)_SECRET=\(key.secret)",
            ]
            let items = await shop.report().items.sorted { $0.key < $1.key }
            if let item = items.first(where: { $0.value.parentID == 0 }) {
                lines += ["\(prefix)_SKU=\(item.key)", "\(prefix)_PRODUCT_ID=\(item.value.id)"]
            }
            if let item = items.first(where: { $0.value.parentID != 0 }) {
                lines += [
                    "\(prefix)_VARIATION_SKU=\(item.key)", "\(prefix)_PARENT_ID=\(item.value.parentID)",
                    "\(prefix)_VARIATION_ID=\(item.value.id)",
                ]
            }
        }
        lines += await self.etsy()
        lines += await self.amazon()
        lines += await self.shopify()
        lines += await self.ebay()
        return lines.joined(separator: "\n") + "\n"
    }

    /// The app, and each shop with its custom app.
    private func shopify() async -> [String] {
        var lines: [String] = []
        for name in await self.market.shopNames {
            guard let shop = await self.market.shopifyShop(name) else { continue }
            let prefix = "TWIN_" + name.uppercased().replacing("-", with: "_")
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
        let app = await self.market.shopifyApp
        return ["TWIN_SHOPIFY_CLIENT_ID=\(app.clientID)", "TWIN_SHOPIFY_CLIENT_SECRET=\(app.clientSecret)"] + lines
    }

    /// The app, and a consent to each shop.
    private func etsy() async -> [String] {
        let front = self.market.etsy
        var lines: [String] = []
        for name in await self.market.shopNames {
            guard let shop = await self.market.etsyShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = "TWIN_" + name.uppercased().replacing("-", with: "_")
            lines += [
                "\(prefix)_SHOP_ID=\(shop.shopID)", "\(prefix)_USER_ID=\(shop.userID)",
                "\(prefix)_ACCESS_TOKEN=\(tokens.access)", "\(prefix)_REFRESH_TOKEN=\(tokens.refresh)",
            ]
            let items = await shop.report().items.sorted { $0.key < $1.key }
            if let item = items.first(where: { $0.value.parentID == 0 }) {
                lines += ["\(prefix)_SKU=\(item.key)", "\(prefix)_LISTING_ID=\(item.value.id)"]
            }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_ETSY_URL=\(await front.address)", "TWIN_ETSY_KEYSTRING=\(await front.keystring)",
            "TWIN_ETSY_SHARED_SECRET=\(await front.sharedSecret)",
        ] + lines
    }

    /// The app, and a consent of each seller.
    private func amazon() async -> [String] {
        let front = self.market.amazon
        var lines: [String] = []
        for name in await self.market.shopNames {
            guard let shop = await self.market.amazonShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = "TWIN_" + name.uppercased().replacing("-", with: "_")
            lines += [
                "\(prefix)_SELLER_ID=\(shop.sellerID)", "\(prefix)_MARKETPLACE=\(shop.home.country)",
                "\(prefix)_REFRESH_TOKEN='\(tokens.refresh)'",
            ]
            if let sku = await shop.sellableSKUs().first { lines.append("\(prefix)_SKU=\(sku)") }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_AMAZON_URL=\(await front.address)", "TWIN_AMAZON_CLIENT_ID=\(await front.clientID)",
            "TWIN_AMAZON_CLIENT_SECRET=\(await front.clientSecret)",
            "TWIN_AMAZON_APPLICATION_ID=\(await front.applicationID)",
            "TWIN_AMAZON_QUEUE=\(await self.market.queues.url())",
            "TWIN_AMAZON_QUEUE_KEY=\(self.market.queues.keyID)",
            "TWIN_AMAZON_QUEUE_SECRET=\(self.market.queues.secret)",
        ] + lines
    }

    /// The app, and a consent of each seller.
    private func ebay() async -> [String] {
        let front = self.market.ebay
        var lines: [String] = []
        for name in await self.market.shopNames {
            guard let shop = await self.market.ebayShop(name), let tokens = await front.grant(shop: name) else {
                continue
            }
            let prefix = "TWIN_" + name.uppercased().replacing("-", with: "_")
            lines += [
                "\(prefix)_USER_ID=\(shop.userID)", "\(prefix)_MARKETPLACE=\(shop.site.id)",
                "\(prefix)_REFRESH_TOKEN='\(tokens.refresh)'",
            ]
            if let sku = await shop.sellableSKUs().first { lines.append("\(prefix)_SKU=\(sku)") }
        }
        guard !lines.isEmpty else { return [] }
        return [
            "TWIN_EBAY_URL=\(await front.address)", "TWIN_EBAY_CLIENT_ID=\(await front.clientID)",
            "TWIN_EBAY_CLIENT_SECRET=\(await front.clientSecret)", "TWIN_EBAY_RUNAME=\(await front.ruName)",
        ] + lines
    }

    func write(to file: URL) async throws {
        try Data(await self.text().utf8).write(to: file, options: .atomic)
    }
}
