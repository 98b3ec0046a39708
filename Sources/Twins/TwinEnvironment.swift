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
        return lines.joined(separator: "\n") + "\n"
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

    func write(to file: URL) async throws {
        try Data(await self.text().utf8).write(to: file, options: .atomic)
    }
}
