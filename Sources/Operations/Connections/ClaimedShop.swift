import ConnectorKit
import Foundation
import Records
import Store

/// One account at a channel, kept in step by one connection of the whole installation. By a second one its units and its orders would count
/// twice; in two workspaces, each would undo the other's writes for ever.
struct ClaimedShop: Sendable {
    private let channel: ChannelDescriptor
    /// In the channel's spelling.
    private let places: Set<String>
    /// Empty where the place is the shop.
    private let remoteID: String
    private let connection: UUID

    /// - Parameter remoteID: As the shop said.
    /// - Returns: `nil` where the channel has nothing that tells one shop from another.
    init?(_ channel: ChannelDescriptor, address: String, remoteID: String?, connection: UUID) {
        guard remoteID != nil || channel.placeIsShop else { return nil }
        self.channel = channel
        self.places = Self.places(channel, address)
        self.remoteID = remoteID ?? ""
        self.connection = connection
    }

    /// An address that names no place any more is one of its own.
    private static func places(_ channel: ChannelDescriptor, _ address: String) -> Set<String> {
        Set((try? channel.places(address)) ?? [address])
    }

    /// - Throws: `ConsentError.shopTaken` where another connection keeps this shop, or a part of it; it is named if it is the same tenant's.
    func check(_ desk: Desk) async throws {
        let (id, remoteID, places) = (self.channel.manifest.id, self.remoteID, self.places.sorted())
        let claims = try await desk.hub.store.system { db in
            remoteID.isEmpty
                ? try ClaimedShopRecords.claims(db, channel: id, places: places)
                : try ClaimedShopRecords.claims(db, channel: id, remoteID: remoteID)
        }
        let found = claims.first { $0.connection != self.connection && self.overlaps($0.address) }
        guard let found else { return try await self.checkUnclaimed(desk) }
        let ours =
            found.tenant == desk.tenant ? try await desk.read { try ConnectionRecords.load($0, found.connection) } : nil
        throw ConsentError.shopTaken(connection: ours?.name)
    }

    /// Connections of this workspace from before places were claimed that are shops.
    private func checkUnclaimed(_ desk: Desk) async throws {
        guard self.channel.placeIsShop else { return }
        let ours = try await desk.read { try ConnectionRecords.all($0) }
        let same = ours.first {
            $0.channel == self.channel.manifest.id && $0.id != self.connection && self.overlaps($0.address)
        }
        if let same { throw ConsentError.shopTaken(connection: same.name) }
    }

    private func overlaps(_ address: String) -> Bool {
        !self.places.isDisjoint(with: Self.places(self.channel, address))
    }

    /// - Throws: `ConsentError.otherShop` where the connection keeps another shop than this.
    func checkSame(_ record: ConnectionRecord, shop: String, _ desk: Desk) async throws {
        let known = try await desk.hub.store.system {
            try ClaimedShopRecords.shops($0, tenant: desk.tenant, connection: record.id)
        }
        guard self.remoteID.isEmpty || known.isEmpty || known.contains(self.remoteID) else {
            throw ConsentError.otherShop(connection: record.name, shop: shop)
        }
    }

    /// Takes the shop for its connection, instead of what that one kept before.
    ///
    /// - Throws: `ConsentError.shopTaken` where another was faster.
    func claim(_ db: any SQLConnection) throws {
        do {
            try ClaimedShopRecords.release(db, tenant: db.tenant, connection: self.connection)
            for place in self.places.sorted() {
                try ClaimedShopRecords.insert(
                    db, channel: self.channel.manifest.id, address: place, remoteID: self.remoteID, tenant: db.tenant,
                    connection: self.connection)
            }
        } catch let error as StoreError where error.kind == .duplicate {
            throw ConsentError.shopTaken(connection: nil)
        }
    }
}
