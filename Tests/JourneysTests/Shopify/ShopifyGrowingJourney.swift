import Commerce
import ConnectorKit
import Connectors
import Foundation
import Operations
import Records
import Store
import Synchronization
import Testing
import Twins
import Workbench

@Suite("A SKU more for a product that Shopify lists already")
struct ShopifyGrowingJourney {
    private static let medium = "TEE-M,Tee,tee,Size,M,21.00,4,4006381333948,,,"

    private static func take(_ desk: Desk, _ file: String) async throws {
        _ = try await ImportCatalogue(bytes: Array(file.utf8), source: "goods.csv").run(desk)
    }

    private static func create(
        _ desk: Desk, _ sku: String, _ form: ListingForm = ListingForm()
    ) async throws
        -> CreatedListing
    {
        try await CreateListing(connection: "Mia", sku: sku, form: form).run(desk)
    }

    @Test(
        "it is added once and linked, its siblings stay as they are, and it shows nothing that may not be there",
        arguments: Engine.available, [false, true])
    func added(engine: Engine, isLost: Bool) async throws {
        let losing = Mutex(isLost)
        let (door, desk) = try await ShopifyListingJourney.open(engine) { text in
            let isAnswer = text.contains(#""productVariantsBulkCreate""#)
            return isAnswer && losing.withLock({ $0 }) ? "<html>502</html>" : text
        }
        let first = try await Self.create(desk, "TEE-S", ListingForm(quantity: 5))
        let listing = try #require(first.offer.ref.split(separator: "/").first.map(String.init))
        _ = try await PublishListing(connection: "Mia", listing: listing, agrees: false).run(desk)
        try await Self.take(desk, ShopifyListingJourney.file + "\n" + Self.medium)
        let added = try await Self.create(desk, "TEE-M")
        #expect(added.how == (isLost ? .found : .added) && added.offer.ref.hasPrefix(listing + "/"))
        #expect(added.offer.variantSKU == "TEE-M" && added.offer.mapping == "linked" && added.offer.status == "active")
        #expect(added.offer.price?.minor == 2_100 && added.offer.quantity == 0)
        #expect(await door.shop.buy("TEE-M") == nil)
        let items = await door.shop.items
        #expect(items["TEE-S"]?.stock == 5 && items["TEE-L"]?.stock == 5)
        let rows = try await ListMapping(connection: "Mia").run(desk).rows
        #expect(rows.compactMap(\.variantSKU).sorted() == ["TEE-L", "TEE-M", "TEE-S"])
        #expect(try await Self.create(desk, "TEE-M").how == .existing)
        #expect(door.line.calls.count { $0.contains("productVariantsBulkCreate") } == 1)
        #expect(door.line.calls.count { $0.contains("productSet") } == 1)
    }

    @Test(
        "what may still come is not sent again, and is sent again once it no longer can",
        arguments: Engine.available, [FaultKind.errorBefore, .lateWrite])
    func doubtful(engine: Engine, kind: FaultKind) async throws {
        let clock = ManualClock()
        let (door, desk) = try await ShopifyListingJourney.open(engine, clock: clock)
        _ = try await Self.create(desk, "TEE-S")
        try await Self.take(desk, ShopifyListingJourney.file + "\n" + Self.medium)
        await door.shop.setFaults(
            FaultPlan([FaultRule(kind, times: 1, seconds: 5, calls: "productVariantsBulkCreate")]))
        let error = try await #require(throws: ListingError.self) { try await Self.create(desk, "TEE-M") }
        #expect(error.code == "listing.in-doubt")
        if kind == .lateWrite {
            // It arrives after all.
            await door.pass(10)
            #expect(try await Self.create(desk, "TEE-M").how == .found)
        } else {
            await #expect(throws: ListingError.self) { try await Self.create(desk, "TEE-M") }
            clock.advance(by: 3_600)
            #expect(try await Self.create(desk, "TEE-M").how == .added)
        }
        let rows = try await ListMapping(connection: "Mia").run(desk).rows
        #expect(rows.count { $0.variantSKU == "TEE-M" } == 1)
        #expect(
            door.line.calls.count { $0.contains("productVariantsBulkCreate") } == (kind == .lateWrite ? 1 : 2))
    }

    @Test(
        "a product of one kind gets its options with its second SKU, and the first keeps its own",
        arguments: Engine.available)
    func firstOption(engine: Engine) async throws {
        let (door, desk) = try await ShopifyListingJourney.open(engine)
        let first = try await Self.create(desk, "CUP")
        try await Self.take(
            desk,
            """
            sku,title,product,option1_name,option1,price,quantity,body
            CUP,Cup,cup,Colour,Blue,9.00,3,A cup.
            CUP-R,Cup,cup,Colour,Red,9.50,2,A cup.
            """)
        let added = try await Self.create(desk, "CUP-R")
        #expect(added.how == .added)
        let offers = try await door.offers()
        #expect(offers["CUP"]?.options == ["Colour": "Blue"] && offers["CUP-R"]?.options == ["Colour": "Red"])
        let cup = try #require(offers["CUP"])
        #expect("\(cup.ref.listing)/\(cup.ref.variation ?? "")" == first.offer.ref && cup.quantity == 1)
        #expect(door.line.calls.count { $0.contains("productOptionsCreate") } == 1)
    }

    @Test("a variant that is there under another SKU is named, and what is not of one SKU is not taken")
    func misfits() async throws {
        let (door, desk) = try await ShopifyListingJourney.open(.sqlite)
        _ = try await Self.create(desk, "TEE-S")
        try await Self.take(desk, ShopifyListingJourney.file + "\n" + Self.medium)
        for form in [
            ListingForm(title: "Other"), ListingForm(description: "Other"), ListingForm(quantity: 2),
            ListingForm(category: "Shirts"), ListingForm(details: ListingEdit(tags: ["a"])),
        ] {
            await #expect(throws: OperationError.self) { try await Self.create(desk, "TEE-M", form) }
        }
        #expect(!door.line.calls.contains { $0.contains("productVariantsBulkCreate") })
        await door.shop.rename("TEE-L", to: "OLD-L")
        try await Self.take(desk, ShopifyListingJourney.file + "\nTEE-L2,Tee,tee,Cut,Wide,21.00,4,,,,")
        // Its options are others than its siblings'.
        await #expect(throws: OperationError.self) { try await Self.create(desk, "TEE-L2") }
        let catalogue = try #require(door.connector.catalogue)
        var draft = ListingDraft(
            sku: "TEE-L3", title: "Tee", description: "-", price: Money(minor: 2_100, currency: .usd), quantity: 1,
            category: "", whoMade: "", whenMade: "")
        func variation(_ name: String, _ value: String) -> ListingVariation {
            ListingVariation(
                sku: "TEE-L3", options: [ListingOption(name: name, value: value)], price: draft.price, quantity: 0)
        }
        let listing = try #require(try await door.offers()["OLD-L"]?.ref.listing)
        draft.variations = [variation("Size", "L")]
        let taken = try await #require(throws: ConnectorError.self) {
            try await catalogue.extend(listing, with: draft)
        }
        guard case .refused("variant-exists", _, let message) = taken else { return #expect(Bool(false), "\(taken)") }
        #expect(message.contains("TEE-L3"))
        draft.variations = [variation("Colour", "Red")]
        let odd = try await #require(throws: ConnectorError.self) {
            try await catalogue.extend(listing, with: draft)
        }
        guard case .refused("options-differ", _, _) = odd else { return #expect(Bool(false), "\(odd)") }
        await #expect(throws: ConnectorError.self) { try await catalogue.extend("1", with: draft) }
    }

    @Test(
        "options stand in the order that the seller gave, and each SKU bears its own weight",
        arguments: Engine.available)
    func order(engine: Engine) async throws {
        let file = """
            sku,title,product,option1_name,option1,option2_name,option2,price,quantity,weight_grams,body
            CAP-S-R,Cap,cap,Size,Small,Colour,Red,9.00,3,120,A cap.
            CAP-S-B,Cap,cap,Size,Small,Colour,Blue,9.00,3,,A cap.
            CAP-L-R,Cap,cap,Size,Large,Colour,Red,9.00,3,160,A cap.
            """
        let (door, desk) = try await ShopifyListingJourney.open(engine, file)
        _ = try await Self.create(desk, "CAP-L-R", ListingForm(grams: 999))
        let call = try #require(door.line.calls.first { $0.contains("productSet") })
        let options = try #require(
            call.firstRange(
                of: #""productOptions":[{"name":"Size","values":[{"name":"Small"},{"name":"Large"}]},{"name":"Colour""#)
        )
        #expect(!options.isEmpty)
        let weights = call.matches(of: /"unit":"GRAMS","value":(\d+)/).map { String($0.output.1) }
        #expect(weights == ["120", "999", "160"])
        // A file that says nothing of weights leaves them.
        try await Self.take(desk, "sku,title,price,quantity\nCAP-S-R,Cap,9.00,2\n")
        let stored = try await desk.read { try VariantRecords.find($0, skus: ["CAP-S-R", "CAP-S-B"]) }
        #expect(stored.map(\.grams) == [nil, 120])
    }
}
