import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("What waits for a person")
struct DiagnosticTests {
    /// Two SKUs on sale at two shops; the ring sells, the bowl does not.
    private static func trading(_ engine: Engine) async throws -> (Hall, Desk, UUID) {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["RING,Ring,10.00,100,", "BOWL,Bowl,900.00,100,", "CUP,Cup,1.00,5,"])
        let listings = [RemoteOffer.of("1", sku: "RING"), .of("2", sku: "BOWL"), .of("3", sku: "CUP")]
        let shop = try await hall.shop(desk, "Kiel", listings)
        hall.clock.advance(by: 60)
        for number in 0..<14 { try await desk.takeIn(.of("\(number)", "1", at: hall.clock.now), of: shop) }
        return (hall, desk, shop)
    }

    private static func change(
        _ desk: Desk, sku: String, _ change: @Sendable @escaping (inout OfferRecord) -> Void
    )
        async throws
    {
        try await desk.write { db in
            let variant = try Find.variant(db, sku: sku).id
            try OfferRecords.save(
                db,
                try OfferRecords.of(db, variants: [variant]).map { offer in
                    var offer = offer
                    change(&offer)
                    return offer
                })
        }
    }

    @Test("nothing is listed where nothing waits", arguments: Engine.available)
    func nothing(engine: Engine) async throws {
        let (_, desk, _) = try await Self.trading(engine)
        let page = try await ListDiagnostics().run(desk)
        #expect(page.rows.isEmpty && page.next == nil)
    }

    @Test(
        "what sells is listed before what is dear and does not; with field, rule, and the command that mends it",
        arguments: Engine.available)
    func ranked(engine: Engine) async throws {
        let (hall, desk, _) = try await Self.trading(engine)
        for sku in ["BOWL", "RING"] {
            try await Self.change(desk, sku: sku) { offer in
                offer.parkedCode = sku == "RING" ? "wrong-currency" : "8541"
                offer.parkedField = sku == "RING" ? "price" : nil
                offer.parkedReason = "The shop refused: no."
                offer.wantedPrice = sku == "RING" ? 1_000 : 90_000
            }
        }
        hall.clock.advance(by: 3 * 86_400)
        let rows = try await ListDiagnostics().run(desk).rows
        #expect(rows.map(\.sku) == ["RING", "BOWL"])
        let ring = try #require(rows.first)
        #expect(
            ring.kind == .offer && ring.field == "price" && ring.code == "wrong-currency"
                && ring.connectionName == "Kiel")
        #expect(ring.rule == "A price is in the currency the shop sells in." && ring.said == "The shop refused: no.")
        #expect(ring.command == "entrepot offer retry Kiel 1")
        // Fourteen in a week, faded for three days, is a little more than one a day: three days of it.
        let risk = try #require(ring.atRisk)
        #expect(risk.currency == "EUR" && risk.minor > 3_000 && risk.minor < 6_000)
        #expect(rows[1].rule == nil && rows[1].atRisk?.minor == 0)
        // What mends it takes it off the list.
        _ = try await RetryOffer(connection: "Kiel", offer: "1").run(desk)
        #expect(try await ListDiagnostics().run(desk).rows.map(\.sku) == ["BOWL"])
    }

    @Test(
        "a brake is one entry for its shop, a listing off sale a notice, units owed a problem",
        arguments: Engine.available)
    func kinds(engine: Engine) async throws {
        let (_, desk, shop) = try await Self.trading(engine)
        try await Self.change(desk, sku: "RING") { $0.brake = "Too many prices at once." }
        try await Self.change(desk, sku: "BOWL") { $0.brake = "Too many prices at once." }
        try await Self.change(desk, sku: "CUP") {
            $0.status = RemoteOffer.Status.inactive.rawValue
            $0.wantedQuantity = 5
            $0.escrow = Escrow(units: 5, isGrounded: true)
        }
        try await desk.takeIn([RemoteOffer.of("9", sku: "unknown")], of: shop)
        try await desk.write { db in
            try UnreadableRecords.note(db, connection: shop, kind: "order", place: "77", reason: "No id.", at: desk.now)
        }
        let rows = try await ListDiagnostics().run(desk).rows
        #expect(Set(rows.map(\.kind)) == [.brake, .offSale, .unlinked, .unreadable])
        #expect(rows.first { $0.kind == .brake }?.title == "2 changes of Kiel")
        #expect(rows.first { $0.kind == .offSale }?.level == .notice)
        #expect(rows.first { $0.kind == .offSale }?.command == "entrepot listing publish Kiel 3")
        #expect(rows.first { $0.kind == .unreadable }?.level == .problem)
        #expect(try await ListDiagnostics(kind: .brake).run(desk).rows.count == 1)
        _ = try await SetStock(sku: "RING", onHand: 3).run(desk)
        let owed = try await ListDiagnostics(kind: .oversold).run(desk).rows
        #expect(owed.map(\.sku) == ["RING"] && owed.first?.said == "11 units are owed and not there.")
        #expect(owed.first?.atRisk?.text == "110.00 EUR")
    }

    @Test("a shop that does not let us in costs what it takes in that time", arguments: Engine.available)
    func shut(engine: Engine) async throws {
        let (hall, desk, shop) = try await Self.trading(engine)
        try await desk.write { db in
            try LockOrder.connection(db, shop)
            try ConnectionRecords.answered(db, shop, at: hall.clock.now, keepsWait: false)
            try ConnectionRecords.setState(db, shop, .unauthorized, reason: nil)
        }
        hall.clock.advance(by: 2 * 86_400)
        let row = try #require(try await ListDiagnostics(connection: "Kiel", kind: .connection).run(desk).rows.first)
        let week = try await desk.read {
            try DiagnosticRecords.takings($0, since: desk.now.addingTimeInterval(-7 * 86_400))
        }
        #expect(row.level == .problem && row.command == "entrepot connection reconnect Kiel")
        #expect(row.atRisk?.minor == Int64((Double(week.reduce(0) { $0 + $1.minor }) * 2 / 7).rounded()))
        await #expect(throws: OperationError.self) { try await ListDiagnostics(connection: "Nowhere").run(desk) }
    }

    @Test("pages hold every entry once, and an edited cursor is refused", arguments: Engine.available)
    func pages(engine: Engine) async throws {
        let (_, desk, _) = try await Self.trading(engine)
        for sku in ["RING", "BOWL", "CUP"] { try await Self.change(desk, sku: sku) { $0.parkedCode = "x" } }
        var (seen, after): ([String], String?) = ([], nil)
        repeat {
            let page = try await ListDiagnostics(after: after, limit: 1).run(desk)
            seen += page.rows.map(\.id)
            after = page.next
        } while after != nil
        #expect(seen == (try await ListDiagnostics().run(desk).rows.map(\.id)) && seen.count == 3)
        await #expect(throws: OperationError.self) { try await ListDiagnostics(after: "offer:none").run(desk) }
    }
}
