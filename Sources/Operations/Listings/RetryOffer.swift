import Foundation
import Records
import Store

/// Starts an offer again that was parked: its repairs and tries are forgotten, and it is read anew.
public struct RetryOffer: Sendable {
    public var connection: String
    public var offer: String

    public init(connection: String, offer: String) {
        self.connection = connection
        self.offer = offer
    }

    public func run(_ desk: Desk) async throws -> MappingRow {
        try await OfferDesk.change(desk, self.connection, self.offer) { db, offer in
            var room = try Stockroom(db, desk: desk, variants: offer.variant.map { [$0] } ?? [])
            room.include([try OfferDesk.fresh(db, offer)])
            room.offers[offer.id]?.parkedCode = nil
            room.offers[offer.id]?.parkedField = nil
            room.offers[offer.id]?.parkedReason = nil
            room.offers[offer.id]?.tries = 0
            room.offers[offer.id]?.repairs = 0
            room.offers[offer.id]?.repairsSince = nil
            room.offers[offer.id]?.readDueAt = desk.now
            let retried = room.offers[offer.id]
            room.note("offer.retried", "\(offer.sku ?? offer.title) is tried again.", offer: retried)
            try room.close(cause: .person)
            try Steering.wake(db, desk, offer.connection)
        }
    }
}

/// Says yes to the mass change that a brake holds on a connection.
public struct ReleaseBrake: Sendable {
    public var connection: String

    public init(connection: String) { self.connection = connection }

    /// - Returns: How many offers were held.
    public func run(_ desk: Desk) async throws -> Int {
        let name = self.connection
        let (connection, held) = try await desk.read { db in
            let connection = try Find.connection(db, name)
            return (
                connection, try OfferRecords.parked(db).filter { $0.connection == connection.id && $0.brake != nil }
            )
        }
        for start in stride(from: 0, to: held.count, by: DecideAnew.chunk) {
            let part = held[start..<min(start + DecideAnew.chunk, held.count)]
            let (ids, variants) = (part.map(\.id), Set(part.compactMap(\.variant)))
            try await desk.write { db in
                try LockOrder.connection(db, connection.id)
                var room = try Stockroom(db, desk: desk, variants: variants)
                room.include(try OfferRecords.load(db, ids: ids))
                for id in ids {
                    room.offers[id]?.brake = nil
                    // The brake looks at what rules and people want; a rule's yes is not asked for twice.
                    room.offers[id]?.wantedCause = .rule
                }
                if start == 0 {
                    try desk.audit(
                        db, .brakeReleased, on: .connection(connection.id), ["changes": "\(held.count)"])
                    room.note(
                        "brake.released", "A person released \(held.count) changes of \(connection.name).",
                        level: .warning, connection: connection.id)
                }
                try room.close(cause: .rule)
                try Steering.wake(db, desk, connection.id)
            }
        }
        return held.count
    }
}
