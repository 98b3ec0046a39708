import ConnectorKit
import Foundation
import Wire

/// The one location whose numbers a connection reads and writes: the shop's primary one. It hardly ever changes, so it is
/// asked for once an hour.
struct ShopifyHome: Sendable {
    static let note = "home"
    static let life: TimeInterval = 3_600

    /// What a shop is told that has none.
    static let missing =
        "This shop has no active location that stock could lie at. Make one in Shopify: Settings → Locations."

    let api: ShopifyAPI

    /// - Returns: Its global id, and the reading that told it where one was needed.
    func find(
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> (id: String, reading: ShopifyAPI.Reading<ShopifyWire.Home>?) {
        if let known = self.api.notes.find(Self.note, at: self.api.now()) { return (known, nil) }
        let reading = try await self.api.read(ShopifyWire.Home.self, ShopifyDocuments.home, timeout: timeout)
        guard let location = reading.value.location, location.isActive else {
            throw .refused(
                code: "no-location", field: nil,
                message: Self.missing)
        }
        self.api.notes.keep(location.id, as: Self.note, at: self.api.now(), life: Self.life)
        return (location.id, reading)
    }

    func forget() { self.api.notes.forget(Self.note) }
}
