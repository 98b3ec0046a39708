import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Listings and their SKUs")
struct MappingTests {
    @Test(
        "a new offer may sell all it shows, and what is known later moves only what describes it",
        arguments: Engine.available)
    func record(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A", quantity: 7)])
        let first = try await desk.offer(shop, "1")
        #expect(first.shownQuantity == 7)
        #expect(first.escrow.units == 7)
        #expect(!first.escrow.isGrounded)
        #expect(first.readDueAt == hall.clock.now.addingTimeInterval(86_400))
        hall.clock.advance(by: 60)
        var again = RemoteOffer.of("1", sku: "A", quantity: 3)
        again.title = "Renamed"
        try await desk.takeIn([again], of: shop)
        let second = try await desk.offer(shop, "1")
        #expect(second.title == "Renamed")
        #expect(second.observedQuantity == 3)
        #expect(second.shownQuantity == 7)
        #expect(second.escrow == first.escrow)
        #expect(second.id == first.id)
    }

    @Test("equal SKUs link, doubled ones wait, strangers stay alone, each with its reason", arguments: Engine.available)
    func match(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,"])
        try await hall.shop(
            desk, "One",
            [.of("1", sku: "A"), .of("2", sku: "B"), .of("3", sku: "B"), .of("4", sku: "a"), .of("5", sku: nil)])
        let rows = try await ListMapping().run(desk).rows
        let byRef = Dictionary(uniqueKeysWithValues: rows.map { ($0.ref, $0) })
        #expect(byRef["1"]?.variantSKU == "A")
        #expect(byRef["2"]?.mapping == "ambiguous")
        #expect(byRef["4"]?.mapping == "proposed")
        #expect(byRef["4"]?.candidates.map(\.sku) == ["A"])
        #expect(byRef["5"]?.mapping == "unmatched")
        #expect(rows.allSatisfy { !$0.reason.isEmpty })
        #expect(try await ListMapping(mapping: [.ambiguous]).run(desk).rows.count == 2)
        #expect(try await ListMapping(search: "listing 5").run(desk).rows.map(\.ref) == ["5"])
        let page = try await ListMapping(limit: 2).run(desk)
        #expect(page.rows.count == 2)
        #expect(try await ListMapping(after: page.next, limit: 10).run(desk).rows.count == 3)
    }

    @Test("what an offer sold before it was linked is reserved when it is", arguments: Engine.available)
    func replay(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "other")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 3, at: hall.clock.now), of: shop)
        #expect(try await WhyStock(sku: "A").run(desk).open == 0)
        let linked = try await LinkOffer(connection: "One", offer: "1", sku: "A").run(desk)
        #expect(linked.variantSKU == "A")
        #expect(try await WhyStock(sku: "A").run(desk).open == 3)
        #expect(try await desk.offer(shop, "1").wantedQuantity == 5)
        let unlinked = try await UnlinkOffer(connection: "One", offer: "1").run(desk)
        #expect(unlinked.lines == 1)
        #expect(unlinked.units == 3)
        #expect(try await WhyStock(sku: "A").run(desk).open == 0)
        #expect(try await desk.offer(shop, "1").wantedQuantity == nil)
    }

    @Test("what a person unlinked or ignored is never linked by itself", arguments: Engine.available)
    func decided(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B")])
        _ = try await UnlinkOffer(connection: "One", offer: "1").run(desk)
        #expect(try await IgnoreOffer(connection: "One", offer: "2").run(desk).mapping == "ignored")
        _ = try await MatchOffers(connection: shop).run(desk)
        #expect(try await ListMapping(mapping: [.linked]).run(desk).rows.isEmpty)
        #expect(try await LinkOffer(connection: "One", offer: "2", sku: "B").run(desk).variantSKU == "B")
    }

    @Test("linking to another SKU moves what is reserved", arguments: Engine.available)
    func relink(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "B,Bowl,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        _ = try await LinkOffer(connection: "One", offer: "1", sku: "B").run(desk)
        #expect(try await WhyStock(sku: "A").run(desk).open == 0)
        #expect(try await WhyStock(sku: "B").run(desk).open == 2)
    }

    @Test("a SKU made from a listing takes its price, and its count when asked", arguments: Engine.available)
    func create(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.shop(
            desk, "One", [.of("1", sku: "A", quantity: 4, price: 1_250), .of("2", sku: nil), .of("3", sku: "C")])
        _ = try await CreateVariantFromListing(connection: "One", offer: "1", adoptsStock: true).run(desk)
        let row = try #require(try await ListStock().run(desk).rows.first)
        #expect(row.sku == "A")
        #expect(row.price?.text == "12.50 EUR")
        #expect(row.onHand == 4)
        await #expect(throws: OperationError.self) {
            try await CreateVariantFromListing(connection: "One", offer: "2").run(desk)
        }
        let named = try await CreateVariantFromListing(connection: "One", offer: "2", sku: "NEW").run(desk)
        #expect(named.variantSKU == "NEW")
        _ = try await CreateVariantFromListing(connection: "One", offer: "3").run(desk)
        #expect(try await WhyStock(sku: "C").run(desk).isCounted == false)
        await #expect(throws: OperationError.unknownOffer("9")) {
            try await CreateVariantFromListing(connection: "One", offer: "9").run(desk)
        }
    }

    @Test("a parked offer starts again, and a brake lets go when a person says so", arguments: Engine.available)
    func retry(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        try await desk.write { db in
            var offer = try Find.offer(db, of: shop, "1")
            (offer.parkedCode, offer.parkedReason, offer.brake) = (
                "offer.disputed", "Changed by another.", "Many zeros."
            )
            try OfferRecords.save(db, [offer])
        }
        #expect(try await ListStock().run(desk).rows.first?.cells.first?.state == .parked)
        _ = try await RetryOffer(connection: "One", offer: "1").run(desk)
        #expect(try await ListStock().run(desk).rows.first?.cells.first?.state == .braked)
        #expect(try await ReleaseBrake(connection: "One").run(desk) == 1)
        #expect(try await desk.offer(shop, "1").brake == nil)
        #expect(try await desk.offer(shop, "1").urgency > 0)
    }
}
