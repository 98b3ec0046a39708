import ConnectorKit
import Foundation
import Records
import Store
import Testing
import Workbench

@testable import Operations

@Suite("Making and changing listings")
struct EditingTests {
    @Test(
        "a draft is made once and linked to its SKU; said again, the one that is there is answered",
        arguments: Engine.available)
    func once(engine: Engine) async throws {
        let bench = try await Stall(engine)
        let made = try await bench.create()
        #expect(made.how == .made && made.offer.mapping == "linked" && made.offer.variantSKU == "RING-7")
        #expect(made.offer.status == "draft" && made.offer.quantity == 2 && made.offer.title == "Ring")
        #expect(made.offer.price?.minor == 1_000)
        let again = try await bench.create()
        #expect(again.how == .existing && again.offer.ref == made.offer.ref)
        #expect(bench.shop.creations == 1)
        #expect(try await bench.intent() == nil)
        let events = try await ListEvents().run(bench.desk)
        #expect(events.rows.contains { $0.kind == "listing.made" })
    }

    @Test(
        "a lost answer is searched by its SKU, or by its title where it got none, and nothing is made twice",
        arguments: Engine.available, [CraftShop.Fate.lostAfter, .lostHalf])
    func lost(engine: Engine, fate: CraftShop.Fate) async throws {
        let bench = try await Stall(engine, fate)
        let made = try await bench.create()
        #expect(made.how == .found && made.offer.variantSKU == "RING-7")
        #expect(bench.shop.creations == 1)
        #expect(bench.shop.listings.map(\.sku) == ["RING-7"])
        #expect(try await bench.intent() == nil)
        #expect(try await bench.create().how == .existing)
    }

    @Test("what may still appear is not made again before it no longer can", arguments: Engine.available)
    func doubt(engine: Engine) async throws {
        let bench = try await Stall(engine, .lostBefore)
        for _ in 1...2 {
            let error = try await #require(throws: ListingError.self) { try await bench.create() }
            #expect(error.code == "listing.in-doubt")
        }
        #expect(bench.shop.creations == 1)
        let intent = try #require(try await bench.intent())
        bench.hall.clock.set(intent.expiresAt)
        #expect(try await bench.create().how == .made)
        #expect(bench.shop.creations == 2 && bench.shop.listings.count == 1)
    }

    @Test("what appears late is found, under the title it was made with", arguments: Engine.available)
    func late(engine: Engine) async throws {
        let bench = try await Stall(engine, .lostBefore)
        await #expect(throws: ListingError.self) { try await bench.create(title: "First title") }
        let late = bench.shop.put(title: "First title", sku: nil)
        let found = try await bench.create(title: "Second title")
        #expect(found.how == .found && found.offer.ref == late.listing)
        #expect(bench.shop.creations == 1)
    }

    @Test(
        "a program that dies between the stored intent and the call, or after the call, leaves one listing",
        arguments: Engine.available, [false, true])
    func killed(engine: Engine, hadCalled: Bool) async throws {
        let bench = try await Stall(engine)
        // What the program does until it dies.
        let book = ListingBook(shop: try await ListingDesk(bench.desk, connection: "Crafts"))
        guard case .call(let attempt) = try await book.begin(sku: "RING-7", form: bench.form()) else {
            Issue.record("nothing was there before")
            return
        }
        if hadCalled { _ = try await book.shop.catalogue.create(attempt.draft) }
        if !hadCalled {
            await #expect(throws: ListingError.self) { try await bench.create() }
            bench.hall.clock.set(attempt.intent.expiresAt)
        }
        #expect(try await bench.create().how == (hadCalled ? .found : .made))
        #expect(bench.shop.creations == 1 && bench.shop.listings.count == 1)
        #expect(try await bench.intent() == nil)
    }

    @Test("two who list the same SKU at the same time make one listing", arguments: Engine.available)
    func together(engine: Engine) async throws {
        let bench = try await Stall(engine)
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...4 { group.addTask { _ = try? await bench.create() } }
        }
        #expect(bench.shop.creations == 1 && bench.shop.listings.count == 1)
        #expect(try await bench.create().how == .existing)
    }

    @Test(
        "what the shop took and does not show yet is found later, and not made twice", arguments: Engine.available)
    func slow(engine: Engine) async throws {
        let bench = try await Stall(engine, .taken)
        let error = try await #require(throws: ListingError.self) { try await bench.create() }
        #expect(error.code == "listing.not-shown" && error.wayOut.contains("not made twice"))
        await #expect(throws: ListingError.self) { try await bench.create() }
        bench.shop.put(title: "Ring", sku: "RING-7")
        #expect(try await bench.create().how == .found)
        #expect(bench.shop.creations == 1)
        #expect(try await bench.intent() == nil)
    }

    @Test("ending waits for a yes, and what has ended may be made anew", arguments: Engine.available)
    func ending(engine: Engine) async throws {
        let bench = try await Stall(engine)
        let ref = try await bench.create().offer.ref
        let error = try await #require(throws: ListingError.self) {
            try await EndListing(connection: "Crafts", listing: ref, agrees: false).run(bench.desk)
        }
        #expect(error.code == "listing.ends-for-good" && bench.shop.listings.count == 1)
        #expect(try await EndListing(connection: "Crafts", listing: ref, agrees: true).run(bench.desk).listing == ref)
        #expect(bench.shop.listings.isEmpty)
        #expect(try await ListMapping(connection: "Crafts").run(bench.desk).rows.map(\.status) == ["ended"])
        #expect(try await bench.create().how == .made)
    }

    @Test("where the shop says no, nothing stays behind and the next try is made", arguments: Engine.available)
    func refused(engine: Engine) async throws {
        let bench = try await Stall(engine, .refused)
        await #expect(throws: ConnectorError.self) { try await bench.create() }
        #expect(try await bench.intent() == nil)
        #expect(try await bench.create().how == .made)
    }

    @Test("a draft of the same title that was there before is never taken for the new one", arguments: Engine.available)
    func stranger(engine: Engine) async throws {
        let bench = try await Stall(engine, .lostBefore)
        let own = bench.shop.put(title: "Ring", sku: nil)
        try await bench.desk.takeIn([.of(own.listing, sku: nil)], of: bench.connection)
        bench.hall.clock.advance(by: 1)
        await #expect(throws: ListingError.inDoubt(sku: "RING-7", until: bench.hall.clock.now.addingTimeInterval(300)))
        {
            try await bench.create()
        }
        bench.shop.put(title: "Ring", sku: nil)
        bench.shop.put(title: "Ring", sku: nil)
        let error = try await #require(throws: ListingError.self) { try await bench.create() }
        #expect(error.code == "listing.several")
        #expect(bench.shop.creations == 1)
    }

    @Test("what the draft cannot say is asked for before anything is sent", arguments: Engine.available)
    func incomplete(engine: Engine) async throws {
        let bench = try await Stall(engine)
        for form in [
            bench.form(title: " "), bench.form(price: "12,5,0"), bench.form(tags: ["a,b"]), bench.form(text: nil),
        ] {
            let error = try await #require(throws: OperationError.self) {
                try await CreateListing(connection: "Crafts", sku: "RING-7", form: form).run(bench.desk)
            }
            #expect(error.code == "input.invalid")
        }
        #expect(bench.shop.creations == 0)
        #expect(try await bench.intent() == nil)
    }

    @Test(
        "publishing says what it costs and waits for a yes; taking off sale costs nothing", arguments: Engine.available)
    func publishing(engine: Engine) async throws {
        let bench = try await Stall(engine)
        let ref = try await bench.create().offer.ref
        let error = try await #require(throws: ListingError.self) {
            try await PublishListing(connection: "Crafts", listing: ref, agrees: false).run(bench.desk)
        }
        #expect(error.sentence.contains("0.20") && error.wayOut.contains("--yes"))
        #expect(bench.shop.listings.map(\.status) == [.draft])
        #expect(
            try await PublishListing(connection: "Crafts", listing: ref, agrees: true).run(bench.desk).status
                == "active")
        #expect(try await DeactivateListing(connection: "Crafts", listing: ref).run(bench.desk).status == "inactive")
        await #expect(throws: OperationError.unknownOffer("99")) {
            try await DeactivateListing(connection: "Crafts", listing: "99").run(bench.desk)
        }
    }

    @Test("words change as named, and a picture is one by its bytes", arguments: Engine.available)
    func changing(engine: Engine) async throws {
        let bench = try await Stall(engine)
        let ref = try await bench.create().offer.ref
        let edit = ListingEdit(title: "Gold ring", tags: ["gold", " ring "], materials: [])
        #expect(
            try await EditListing(connection: "Crafts", listing: ref, edit: edit).run(bench.desk).title == "Gold ring")
        #expect(bench.shop.edits.map(\.tags) == [["gold", "ring"]] && bench.shop.edits.map(\.materials) == [[]])
        await #expect(throws: OperationError.self) {
            try await EditListing(connection: "Crafts", listing: ref, edit: ListingEdit()).run(bench.desk)
        }
        func add(_ bytes: [UInt8]) async throws -> AddedImage {
            try await AddListingImage(connection: "Crafts", listing: ref, bytes: bytes, fileName: "a.jpg").run(
                bench.desk)
        }
        #expect(try await add([0xFF, 0xD8, 0xFF, 0xE0]).contentType == "image/jpeg")
        await #expect(throws: OperationError.self) { try await add(Array("<html>".utf8)) }
        bench.shop.change { $0.losesPictures = true }
        await #expect(throws: ListingError.pictureInDoubt(listing: ref)) { try await add(Array("GIF89a".utf8)) }
        #expect(bench.shop.pictures == 2)
    }

    @Test("choices are searched by their words; a channel that edits nothing says so", arguments: Engine.available)
    func choices(engine: Engine) async throws {
        let bench = try await Stall(engine)
        let rows = try await ListChoices(connection: "Crafts", kind: .categories, search: "JEWEL rings").run(bench.desk)
        #expect(rows.map(\.id) == ["1"])
        try await bench.hall.connect(bench.desk, "Plain")
        let error = try await #require(throws: ListingError.self) {
            try await ListChoices(connection: "Plain", kind: .sections).run(bench.desk)
        }
        #expect(error.sentence.contains("Pretend Market") && error.code == "listing.not-editable")
    }
}

/// A workspace with one counted SKU and one craft shop whose own listings are known.
private struct Stall {
    let hall: Hall
    let desk: Desk
    let shop: CraftShop
    let connection: UUID

    init(_ engine: Engine, _ fate: CraftShop.Fate = .answered) async throws {
        let hall = try await Hall(engine)
        let shop = CraftShop(fate)
        var desk = try await hall.workspace()
        desk.hub.channels.append(shop.channel)
        try await hall.catalogue(desk, ["RING-7,Ring,10.00,8,"])
        let made = try await hall.connect(desk, "Crafts", channel: "craft")
        (self.hall, self.desk, self.shop) = (hall, desk, shop)
        self.connection = try #require(UUID(uuidString: made.connection.id))
        try await desk.takeIn([] as [RemoteOffer], of: self.connection)
    }

    func form(
        title: String? = nil, text: String? = "Made by hand.", price: String? = nil, tags: [String]? = nil
    ) -> ListingForm {
        ListingForm(
            title: title, description: text, price: price, quantity: 2, category: "1", whoMade: "i_did",
            whenMade: "made_to_order", details: ListingEdit(tags: tags))
    }

    @discardableResult
    func create(title: String? = nil) async throws -> CreatedListing {
        try await CreateListing(connection: "Crafts", sku: "RING-7", form: self.form(title: title)).run(self.desk)
    }

    func intent() async throws -> ListingIntent? {
        let connection = self.connection
        return try await self.desk.read { try ListingIntentRecords.load($0, connection: connection, sku: "RING-7") }
    }
}
