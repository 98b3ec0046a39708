import Commerce
import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Counting stock")
struct CountingTests {
    @Test("a count is booked as its difference, and every shop is to show it", arguments: Engine.available)
    func set(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        let count = try await SetStock(sku: "A", onHand: 12, note: "stocktake").run(desk)
        #expect(count.onHand == 12)
        #expect(count.available == 12)
        #expect(try await desk.offer(shop, "1").wantedQuantity == 12)
        let ledger = try await WhyStock(sku: "A").run(desk).ledger
        #expect(ledger.map(\.change) == [4, 8])
        #expect(ledger.map(\.balance) == [12, 8])
        #expect(ledger.first?.note == "stocktake")
        _ = try await SetStock(sku: "A", onHand: 12).run(desk)
        #expect(try await WhyStock(sku: "A").run(desk).ledger.count == 2)
    }

    @Test(
        "a SKU that nobody counted is counted from its first count on, what it owes included",
        arguments: Engine.available)
    func begin(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        await #expect(throws: OperationError.notCounted("A")) { try await AdjustStock(sku: "A", by: 1).run(desk) }
        let count = try await SetStock(sku: "A", onHand: 5).run(desk)
        #expect(count.open == 2)
        #expect(count.available == 3)
    }

    @Test("more than lies there cannot be taken or moved", arguments: Engine.available)
    func tooFew(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,"])
        _ = try await CreateLocation(name: "Back").run(desk)
        await #expect(throws: OperationError.tooFew(sku: "A", there: 8, asked: 9)) {
            try await AdjustStock(sku: "A", by: -9).run(desk)
        }
        await #expect(throws: OperationError.tooFew(sku: "A", there: 0, asked: 1)) {
            try await TransferStock(sku: "A", from: "Back", to: "Main", units: 1).run(desk)
        }
        let moved = try await TransferStock(sku: "A", from: "Main", to: "Back", units: 3).run(desk)
        #expect(
            moved.levels == [
                LevelCount(location: "Main", onHand: 5, buffer: 0), LevelCount(location: "Back", onHand: 3, buffer: 0),
            ])
        #expect(moved.onHand == 8)
        #expect(try await AdjustStock(sku: "A", location: "Back", by: -3).run(desk).onHand == 5)
    }

    @Test("strangers, bundles, twins of a name and impossible numbers are refused", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "SET,Set,20.00,,A:2"])
        await #expect(throws: OperationError.unknownSKU("X")) { try await SetStock(sku: "X", onHand: 1).run(desk) }
        await #expect(throws: OperationError.isBundle("SET")) { try await SetStock(sku: "SET", onHand: 1).run(desk) }
        await #expect(throws: OperationError.unknownLocation("Moon")) {
            try await SetStock(sku: "A", location: "Moon", onHand: 1).run(desk)
        }
        await #expect(throws: OperationError.self) { try await SetStock(sku: "A", onHand: -1).run(desk) }
        await #expect(throws: OperationError.self) { try await SetBuffer(sku: "A", units: -1).run(desk) }
        await #expect(throws: OperationError.locationExists("Main")) {
            try await CreateLocation(name: "Main").run(desk)
        }
        await #expect(throws: OperationError.self) {
            try await TransferStock(sku: "A", from: "Main", to: "Main", units: 1).run(desk)
        }
    }

    @Test("a buffer hides units from every shop, of bundles too", arguments: Engine.available)
    func buffer(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,8,", "SET,Set,20.00,,A:2"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "SET")])
        #expect(try await desk.offer(shop, "2").wantedQuantity == 4)
        #expect(try await SetBuffer(sku: "A", units: 3).run(desk).available == 5)
        #expect(try await desk.offer(shop, "1").wantedQuantity == 5)
        #expect(try await desk.offer(shop, "2").wantedQuantity == 2)
    }

    @Test("a shop's count is taken over with what it sold and did not ship", arguments: Engine.available)
    func adopt(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,1,", "B,Bowl,10.00,5,", "C,Cup,10.00,5,", "SET,Set,20.00,,A:2"])
        let shop = try await hall.shop(
            desk, "One",
            [
                .of("1", sku: "A", quantity: 7), .of("2", sku: "B", quantity: 5),
                .of("3", sku: "C", quantity: nil, counts: false),
                .of("4", sku: "SET", quantity: 3),
            ])
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        let result = try await AdoptStock(connection: "One").run(desk)
        #expect(result.adopted == 1)
        #expect(result.unchanged == 1)
        #expect(result.skipped.map(\.sku).sorted() == ["C", "SET"])
        let story = try await WhyStock(sku: "A").run(desk)
        // Five are shown, two that were sold lie here still.
        #expect(story.onHand == 7)
        #expect(story.available == 5)
        #expect(story.ledger.first?.cause == "adopted")
    }

    @Test("a shop whose listings are not read yet has no count to take over", arguments: Engine.available)
    func notImported(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.connect(desk, "One")
        await #expect(throws: OperationError.notImported("One")) { try await AdoptStock(connection: "One").run(desk) }
    }
}

@Suite("Telling about stock")
struct TellingTests {
    @Test("the list shows each SKU with each shop, and finds those that differ", arguments: Engine.available)
    func list(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,5,", "B,Bowl,10.00,8,", "C,Cup,10.00,5,"])
        let one = try await hall.shop(desk, "One", [.of("1", sku: "A"), .of("2", sku: "B")])
        hall.clock.advance(by: 1)
        try await hall.shop(desk, "Two", [.of("1", sku: "A", price: 900)])
        let rows = try await ListStock().run(desk).rows
        #expect(rows.map(\.sku) == ["A", "B", "C"])
        #expect(rows[0].cells.map(\.state) == [.agreed, .pending])
        #expect(rows[1].cells.map(\.state) == [.pending, .unlinked])
        #expect(rows[1].cells[0].wanted == 8)
        #expect(rows[1].cells[0].shown == 5)
        #expect(try await ListStock(onlyDiffering: true).run(desk).rows.map(\.sku) == ["A", "B"])
        #expect(try await ListStock(search: "cUP").run(desk).rows.map(\.sku) == ["C"])
        let page = try await ListStock(limit: 2).run(desk)
        #expect(page.next == "B")
        #expect(try await ListStock(after: page.next, limit: 2).run(desk).rows.map(\.sku) == ["C"])
        try await desk.shows(one, "2", quantity: 8)
        #expect(try await ListStock(onlyDiffering: true).run(desk).rows.map(\.sku) == ["A"])
        let sums = try await SummariseStock().run(desk)
        #expect(sums.variants == 3)
        #expect(sums.linked == 3)
        #expect(sums.agreed == 2)
        #expect(sums.pending == 1)
    }

    @Test("the story adds up and names who holds what", arguments: Engine.available)
    func story(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,5,"])
        let shop = try await hall.shop(desk, "One", [.of("1", sku: "A")])
        _ = try await SetBuffer(sku: "A", units: 1).run(desk)
        hall.clock.advance(by: 60)
        try await desk.takeIn(.of("100", "1", units: 2, at: hall.clock.now), of: shop)
        let story = try await WhyStock(sku: "A").run(desk)
        #expect(story.sentence.hasPrefix("A has 2 available: 5 on hand − 2 sold and not yet shipped − 1 held back."))
        #expect(story.holds.map(\.number) == ["#100"])
        #expect(story.offers.first?.escrow == 5)
        #expect(story.text.contains("Held by orders"))
        #expect(try ViewJSON.text(story).contains("\"available\":2"))
        await #expect(throws: OperationError.unknownSKU("X")) { try await WhyStock(sku: "X").run(desk) }
    }

    @Test("a unit sold twice is explained: who sold when, and who had been told", arguments: Engine.available)
    func oversell(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,1,"])
        let one = try await hall.shop(desk, "One", [.of("1", sku: "A", quantity: 1)])
        let two = try await hall.shop(desk, "Two", [.of("1", sku: "A", quantity: 1)])
        #expect(try await OversellReport().run(desk).isEmpty)
        hall.clock.advance(by: 60)
        let first = hall.clock.now
        hall.clock.advance(by: 3)
        try await desk.takeIn(.of("100", "1", at: first), of: one)
        try await desk.takeIn(.of("200", "1", at: first.addingTimeInterval(1)), of: two)
        let report = try #require(try await OversellReport().run(desk).first)
        #expect(report.short == 1)
        #expect(report.sales.map(\.number) == ["#100", "#200"])
        #expect(report.sales.map(\.short) == [0, 1])
        #expect(report.sales.first?.delay == 3)
        #expect(report.sales.first?.told.map(\.connection) == ["Two"])
        #expect(report.sales.first?.told.first?.toldAt == nil)
        #expect(report.sentence.contains("it had not been told of that yet"))
        #expect(report.text.contains("#200 at Two, 1 short"))
        #expect(try await OversellReport(sku: "A").run(desk).count == 1)

        // More arrives: nothing is owed any more, and what happened can still be told.
        _ = try await AdjustStock(sku: "A", by: 10).run(desk)
        #expect(try await OversellReport().run(desk).isEmpty)
        let healed = try await OversellReport(sku: "A").run(desk)
        #expect(healed.first?.short == 0)
        #expect(healed.first?.sales.isEmpty == false)
    }

    @Test("a price goes to every shop by its rule, and not below zero", arguments: Engine.available)
    func price(engine: Engine) async throws {
        let hall = try await Hall(engine)
        let desk = try await hall.workspace()
        try await hall.catalogue(desk, ["A,Ring,10.00,5,"])
        try await hall.shop(desk, "One", [.of("1", sku: "A")])
        let set = try await SetPrice(sku: "A", price: Money(minor: 1_299, currency: .eur)).run(desk)
        #expect(set.shops.first?.wanted?.text == "12.99 EUR")
        await #expect(throws: OperationError.self) {
            try await SetPrice(sku: "A", price: Money(minor: -1, currency: .eur)).run(desk)
        }
        await #expect(throws: OperationError.self) {
            try await SetPrice(sku: "A", price: Money(minor: 1, currency: .usd)).run(desk)
        }
    }
}
