import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("An offer is saved as it is, however little of it has changed")
struct OfferSavingTests {
    /// What may happen to an offer, from a sale to a new title.
    static let changes: [@Sendable (inout OfferRecord, Date) -> Void] = [
        { offer, _ in offer.shownQuantity = 4 },
        { offer, now in
            offer.escrow.intend(UUID(), value: 5, at: now, expires: now.addingTimeInterval(9))
            (offer.held, offer.tries) = (2, 1)
        },
        { offer, now in (offer.submittedQuantity, offer.submittedAt, offer.inDoubt) = (3, now, true) },
        { offer, now in (offer.observedQuantity, offer.observedPrice, offer.observedAt) = (nil, 1_299, now) },
        { offer, _ in (offer.submittedPrice, offer.shownPrice, offer.inDoubt) = (1_299, 1_299, false) },
        { offer, _ in (offer.parkedCode, offer.parkedReason) = ("offer.disputed", "Somebody changes it.") },
        { offer, now in
            (offer.title, offer.repairs, offer.repairsSince) = ("Renamed", 2, now)
            offer.wantedQuantity = 7
        },
    ]

    @Test("each kind of change, one after the other and several at once", arguments: Engine.available)
    func each(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B"), .of("3", sku: "C")])
        for (index, change) in Self.changes.enumerated() {
            hall.clock.advance(by: 1)
            let now = hall.clock.now
            try await desk.write { db in
                let olds = try OfferRecords.of(db, connection: shop).sorted { $0.id < $1.id }
                let changed = olds.enumerated().map { place, old in
                    var new = old
                    // The last offer takes all changes so far in one piece, the others only this one.
                    for change in place == 2 ? Self.changes[...index] : [change] { change(&new, now) }
                    return (old: Optional(old), new: new)
                }
                try OfferRecords.save(db, changes: changed)
                let saved = try OfferRecords.load(db, ids: olds.map(\.id))
                #expect(saved == changed.map(\.new))
            }
        }
    }
}
