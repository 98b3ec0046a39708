import ConnectorKit
import Foundation
import Wire

/// The one location whose numbers a connection reads and writes: the one that a person chose, else the shop's primary one. That
/// hardly ever changes, so it is asked for once an hour. What lies elsewhere is left as it is.
struct ShopifyHome: Sendable {
    static let note = "home"
    static let life: TimeInterval = 3_600
    /// Locations that are named to choose from, at most.
    static let most = 40

    let api: ShopifyAPI

    /// - Returns: Its global id, and the reading that told it where one was needed.
    func find(
        timeout: Duration? = nil
    ) async throws(ConnectorError) -> (id: String, reading: ShopifyAPI.Reading<ShopifyWire.Home>?) {
        if let chosen = self.api.settings.location { return (ShopifyID.global("Location", chosen), nil) }
        if let known = self.api.notes.find(Self.note, at: self.api.now()) { return (known, nil) }
        let reading = try await self.api.read(ShopifyWire.Home.self, ShopifyDocuments.home, timeout: timeout)
        guard let location = reading.value.location, location.isActive else { throw Self.missing }
        self.api.notes.keep(location.id, as: Self.note, at: self.api.now(), life: Self.life)
        return (location.id, reading)
    }

    func forget() { self.api.notes.forget(Self.note) }

    /// - Returns: The location's global id.
    /// - Throws: `refused` where there is none, or the chosen one is gone or switched off.
    func check(_ identity: ShopifyWire.Identity) throws(ConnectorError) -> String {
        guard let chosen = self.api.settings.location else {
            guard let primary = identity.location, primary.isActive else { throw Self.missing }
            return primary.id
        }
        let (id, named) = (ShopifyID.global("Location", chosen), identity.locations.nodes)
        // Beyond what is named nothing is known of it.
        guard named.count >= Self.most || named.contains(where: { $0.id == id && $0.isActive }) else {
            throw .refused(
                code: "no-location", field: "location",
                message: "The location whose stock is kept in step is gone from this shop, or switched off there.")
        }
        return id
    }

    /// The active locations where there are several; none where there is nothing to choose.
    static func choice(_ identity: ShopifyWire.Identity, home: String) -> [RemoteLocation] {
        let active = identity.locations.nodes.filter(\.isActive).compactMap { location in
            ShopifyID.number(location.id).map {
                RemoteLocation(id: $0, name: location.name, isOurs: location.id == home)
            }
        }
        return active.count > 1 ? active : []
    }

    private static let missing = ConnectorError.refused(
        code: "no-location", field: nil,
        message: "This shop has no active location that stock could lie at. Make one in Shopify: Settings → Locations.")
}
