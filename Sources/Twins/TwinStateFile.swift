import Foundation

/// Keeps the shops of a market in one JSON file, replaced as a whole so that a crash never leaves half of one.
struct TwinStateFile: Sendable {
    let url: URL

    /// Opens the shops in the file; a missing file opens none.
    func load(into market: TwinMarket) async throws {
        guard FileManager.default.fileExists(atPath: self.url.path) else { return }
        let states = try JSONDecoder().decode([WooState].self, from: Data(contentsOf: self.url))
        for state in states { await market.add(state) }
    }

    /// - Parameter always: `false` writes only where something happened since the last time.
    func save(_ market: TwinMarket, always: Bool) async throws {
        var isChanged = always
        for shop in await market.allShops where await shop.isChanged { isChanged = true }
        guard isChanged else { return }
        var states: [WooState] = []
        for name in await market.shopNames {
            if let shop = await market.wooShop(name) { states.append(await shop.kept()) }
        }
        try JSONEncoder().encode(states).write(to: self.url, options: .atomic)
    }
}
