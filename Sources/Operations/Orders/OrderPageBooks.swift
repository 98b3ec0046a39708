import Commerce
import ConnectorKit
import Foundation
import Records
import Store

/// What our books hold about a page of a channel's orders, found in as few round trips as can be: one where all orders are
/// new, and none is read whole that says nothing new.
struct OrderPageBooks {
    /// The orders of the page that are new or say something new.
    let told: [RemoteOrder]
    /// Those of them that we have, by the channel's id.
    let known: [String: OrderRecord]
    /// Where what they sold stands, by key.
    var places: [String: OfferRecords.Place]

    private let connection: UUID
    private let workspace: WorkspaceRecord?
    private let connections: [ConnectionRecord]
    private let links: [VariantRecords.PartLink]
    /// The variants whose links are loaded.
    private let linked: Set<UUID>

    init(_ db: any SQLConnection, connection: UUID, _ orders: [RemoteOrder]) throws {
        let listings = Set(orders.flatMap(\.lines).map(\.ref.listing)).sorted()
        let (digests, places, workspace, connections, links) = try db.ask(
            OrderRecords.digests(db, connection: connection, remoteIDs: Set(orders.map(\.remoteID)).sorted()),
            OfferRecords.asking(db, connection: connection, placesOf: listings), WorkspaceRecords.asking(db),
            ConnectionRecords.asking(db), VariantRecords.asking(db, linksTouching: listings, of: connection))
        let stored = Dictionary(digests, uniquingKeysWith: { first, _ in first })
        self.told = stored.isEmpty ? orders : orders.filter { stored[$0.remoteID] != $0.snapshot.digest }
        let again = Set(self.told.map(\.remoteID)).intersection(stored.keys)
        self.known = Dictionary(
            try OrderRecords.load(db, connection: connection, remoteIDs: again).map { ($0.remoteID, $0) },
            uniquingKeysWith: { first, _ in first })
        self.places = Dictionary(places.map { (OfferRef($0).key, $0) }, uniquingKeysWith: { first, _ in first })
        self.linked = Set(places.compactMap(\.variant))
        self.connection = connection
        self.workspace = workspace.first
        self.connections = connections
        self.links = links
    }

    /// Finds the places of more offers, such as those of lines that the channel has taken away since.
    mutating func find(_ keys: Set<String>, _ db: any SQLConnection) throws {
        let missing = keys.filter { self.places[$0] == nil }.compactMap(OfferRef.init(key:))
        let listings = Set(missing.map(\.listing)).subtracting(self.places.values.map(\.listing)).sorted()
        for place in try db.ask(OfferRecords.asking(db, connection: self.connection, placesOf: listings)) {
            self.places[OfferRef(place).key] = place
        }
    }

    var variants: Set<UUID> { Set(self.places.values.compactMap(\.variant)) }

    /// SKUs by variant.
    var skus: [UUID: String] {
        Dictionary(
            self.places.values.compactMap { place in place.variant.flatMap { id in place.sku.map { (id, $0) } } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Offers that hang on no variant's lock.
    var loose: [UUID] { self.places.values.filter { !$0.isLinked || $0.variant == nil }.map(\.id) }

    func ground(_ db: any SQLConnection, for variants: Set<UUID>) throws -> StockroomGround {
        let links = variants.isSubset(of: self.linked) ? self.links : try VariantRecords.links(db, touching: variants)
        return StockroomGround(workspace: self.workspace, connections: self.connections, links: links)
    }
}

extension RemoteOrder {
    /// What it says, but for when it was read.
    var snapshot: OrderSnapshot {
        OrderSnapshot(
            number: self.number, state: self.state, remoteStatus: self.remoteStatus, createdAt: self.createdAt,
            modifiedAt: self.modifiedAt, total: self.total,
            lines: self.lines.map { line in
                OrderSnapshotLine(
                    id: line.remoteID, offer: line.ref.key, sku: line.sku, title: line.title, units: line.units,
                    refundedUnits: line.refundedUnits, unitPrice: line.unitPrice, heldUnits: line.heldUnits,
                    reducedUnits: line.reducedUnits)
            },
            tracking: self.tracking.map { TrackingNumber(carrier: $0.carrier, number: $0.number) },
            returns: self.returns)
    }
}
