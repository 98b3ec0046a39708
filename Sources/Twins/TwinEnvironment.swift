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
        return lines.joined(separator: "\n") + "\n"
    }

    func write(to file: URL) async throws {
        try Data(await self.text().utf8).write(to: file, options: .atomic)
    }
}
