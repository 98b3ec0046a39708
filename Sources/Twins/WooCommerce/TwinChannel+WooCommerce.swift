import Foundation

extension TwinChannel {
    static let woocommerce = TwinChannel(
        id: "woocommerce",
        open: { market, wish in
            await market.open(
                wish.name, seed: wish.seed, goods: wish.products ?? [], faults: wish.faults?.plan ?? FaultPlan(),
                currency: wish.currency ?? "GBP", utcOffset: wish.utcOffset ?? 0)
        },
        card: { market, shop in
            let key = await (shop as? WooShop)?.keys.first
            return await ShopCard(shop, key: key?.key ?? "", secret: key?.secret ?? "")
        },
        control: { control, shop, method, path, body in
            guard let shop = shop as? WooShop, path.first == "keys" else { throw TwinControl.Failure.notFound }
            return try await control.keys(shop, method, path, body)
        },
        environment: { market in await Self.woocommerceEnvironment(market) })

    /// Each shop with its first key.
    private static func woocommerceEnvironment(_ market: TwinMarket) async -> [String] {
        var lines: [String] = []
        for name in await market.shopNames {
            guard let shop = await market.wooShop(name), let key = await shop.keys.first else { continue }
            let prefix = TwinMarket.variable(name)
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
        return lines
    }
}

extension TwinControl {
    /// The API keys of a WooCommerce shop.
    fileprivate func keys(_ shop: WooShop, _ method: String, _ path: [String], _ body: Data) async throws -> TwinReply {
        switch (method, path.count) {
        case ("GET", 1): return Self.json(200, await shop.keys)
        case ("POST", 1):
            let wish = try Self.read(KeyWish.self, body)
            guard let key = await shop.addKey(permission: wish.permission ?? "read_write") else {
                throw Failure(status: 400, message: "permission: read, write or read_write")
            }
            return Self.json(201, key)
        case ("DELETE", 2), ("PUT", 2):
            guard await shop.setKey(path[1], revoked: method == "DELETE") else { throw Failure.notFound }
            return Self.json(200, await shop.keys)
        default: throw Failure.notFound
        }
    }
}

private struct KeyWish: Decodable {
    var permission: String?
}
