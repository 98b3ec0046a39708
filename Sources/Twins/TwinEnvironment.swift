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
        for channel in TwinChannel.all { lines += await channel.environment(self.market) }
        return lines.joined(separator: "\n") + "\n"
    }

    func write(to file: URL) async throws {
        try Data(await self.text().utf8).write(to: file, options: .atomic)
    }
}
