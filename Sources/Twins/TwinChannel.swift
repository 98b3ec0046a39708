import Foundation

/// What the shared parts of the twins must know of one channel: how its shops are opened, shown and controlled. Each channel says
/// it in its own folder; this list is the only place that names them all.
struct TwinChannel: Sendable {
    /// As in `TwinShop.channel`.
    let id: String
    /// Opens a shop.
    let open: @Sendable (TwinMarket, ShopWish) async -> any TwinShop
    /// What the control API shows of one of its shops.
    let card: @Sendable (TwinMarket, any TwinShop) async -> ShopCard
    /// What a developer sets for the app behind all its shops, under `/_twin/ID`; `nil` where there is no such app.
    var app: (@Sendable (TwinControl, _ method: String, _ path: [String], Data) async throws -> TwinReply)?
    /// `tokens`, `habits` and `keys` of one of its shops.
    var control:
        @Sendable (TwinControl, any TwinShop, _ method: String, _ path: [String], Data) async throws -> TwinReply = {
            _, _, _, _, _ in throw TwinControl.Failure.notFound
        }
    /// Addresses, credentials and ids of its shops as shell variables; empty where it has none.
    let environment: @Sendable (TwinMarket) async -> [String]

    static let all: [TwinChannel] = [.woocommerce, .etsy, .amazon, .shopify, .ebay]

    static func named(_ id: String) -> TwinChannel? { Self.all.first { $0.id == id } }
}

extension TwinMarket {
    /// How variables of a shop begin.
    static func variable(_ name: String) -> String { "TWIN_" + name.uppercased().replacing("-", with: "_") }
}
