import Foundation
import Testing
import Twins

@Suite("eBay's numbers")
struct EbayStockTests {
    @Test("the item's and the offer's number are set at once, each with an answer of its own")
    func both() async throws {
        let desk = try await EbayDesk()
        let reply = await desk.setQuantity("MUG", to: 9)
        #expect(reply.status == 200)
        #expect(reply.json["responses"].list.map { $0["statusCode"].int } == [200, 200])
        #expect(reply.json["responses"].list.last?["offerId"].string == (await desk.offerID("MUG")))
        let numbers = await desk.shop.numbers("MUG")
        #expect(numbers.item == 9 && numbers.offer == 9)
    }

    @Test("an offer's own number goes before its item's")
    func overriding() async throws {
        let desk = try await EbayDesk()
        _ = await desk.update([#"{"sku":"MUG","shipToLocationAvailability":{"quantity":40}}"#])
        #expect(await desk.stock("MUG") == 5)
    }

    @Test("entries are answered each for itself, with 207 where one is refused")
    func mixed() async throws {
        let desk = try await EbayDesk()
        let (mug, spoon) = (await desk.offerID("MUG"), await desk.offerID("SPOON"))
        _ = await desk.send("POST", "\(EbayDesk.inventory)/offer/\(spoon)/withdraw")
        let reply = await desk.update([
            #"{"offers":[{"offerId":"\#(mug)","price":{"value":"13.00","currency":"GBP"}}]}"#,
            #"{"offers":[{"offerId":"\#(spoon)","availableQuantity":2}]}"#,
            #"{"offers":[{"offerId":"1","availableQuantity":2}]}"#,
            #"{"sku":"NONE","shipToLocationAvailability":{"quantity":1}}"#,
            #"{"offers":[{"offerId":"\#(mug)","price":{"value":"13.00","currency":"USD"}}]}"#,
        ])
        #expect(reply.status == 207)
        let answers = reply.json["responses"].list
        #expect(answers.map { $0["statusCode"].int } == [200, 400, 404, 400, 400])
        #expect(
            answers.compactMap { $0["errors"].list.first?["errorId"].int } == [25713, 25713, 25702, 25003])
        #expect(await desk.shop.report().items["MUG"]?.regularPrice == "13.00")
    }

    @Test("where only one SKU fits a call, two are refused whole")
    func batch() async throws {
        let desk = try await EbayDesk()
        await desk.shop.setUpdateSize(1)
        let entries = ["MUG", "SPOON"].map { #"{"sku":"\#($0)","shipToLocationAvailability":{"quantity":1}}"# }
        #expect(await desk.update(entries).errorID == 25709)
        #expect(await desk.update([entries[0]]).status == 200)
    }

    @Test("with out-of-stock control zero hides a listing, and units bring it back under its id")
    func hidden() async throws {
        let desk = try await EbayDesk()
        let listing = await desk.shop.offer("MUG")?.listing
        _ = await desk.setQuantity("MUG", to: 0)
        #expect(await desk.status("MUG") == "OUT_OF_STOCK")
        _ = await desk.setQuantity("MUG", to: 2)
        #expect(await desk.status("MUG") == "ACTIVE")
        #expect(await desk.shop.offer("MUG")?.listing == listing)
    }

    @Test("without it zero ends a listing, written or sold, and it is revised no more")
    func ended() async throws {
        let desk = try await EbayDesk()
        await desk.shop.setOutOfStockControl(false)
        _ = await desk.setQuantity("MUG", to: 0)
        #expect(await desk.status("MUG") == "ENDED")
        let reply = await desk.setQuantity("MUG", to: 3)
        #expect(reply.status == 207)
        #expect(reply.json["responses"].list.compactMap { $0["errors"].list.first?["errorId"].int } == [25019, 25019])
        await desk.shop.buy("SHIRT-L")
        #expect(await desk.status("SHIRT-L") == "ACTIVE", "the other size is left")
        await desk.shop.buy("SHIRT-S", units: 3)
        #expect(await desk.status("SHIRT-S") == "ENDED")
    }

    @Test("a listing is revised so often a day and no more, at zero either; the next day it is again")
    func revisions() async throws {
        let desk = try await EbayDesk()
        await desk.market.ebay.setTokenLife(1_000_000)
        guard let token = await desk.market.ebay.grant(shop: "seller")?.access else { throw EbayDesk.Missing() }
        let entry = #"{"sku":"MUG","shipToLocationAvailability":{"quantity":1}}"#
        func update() async -> Reply {
            await desk.send(
                "POST", "\(EbayDesk.inventory)/bulk_update_price_quantity", #"{"requests":[\#(entry)]}"#, token: token)
        }
        for _ in 0..<250 { #expect(await update().status == 200) }
        #expect(await desk.shop.revisions("MUG") == 250)
        let refused = await update()
        #expect(refused.json["responses"].list.first?["errors"].list.first?["errorId"].int == 25019)
        await desk.pass(86_400)
        #expect(await update().status == 200)
    }

    @Test("a sale takes its units from the item's and the offer's number, paid or not")
    func sold() async throws {
        let desk = try await EbayDesk()
        await desk.shop.buy("MUG", units: 2, paid: false)
        let numbers = await desk.shop.numbers("MUG")
        #expect(numbers.item == 3 && numbers.offer == 3)
        let offer = await desk.get("\(EbayDesk.inventory)/offer?sku=MUG").json["offers"].list.first
        #expect(offer?["listing"]["soldQuantity"].int == 2 && offer?["availableQuantity"].int == 3)
        #expect(await desk.shop.buy("MUG", units: 4) == nil)
    }

    @Test(
        "an API that fails inside says so by its own number",
        arguments: [
            ("/sell/inventory/v1/inventory_item", 25001), ("/sell/fulfillment/v1/order", 30500),
            ("/sell/account/v1/privilege", 20500), ("/commerce/identity/v1/user/", 2003),
        ])
    func inside(_ target: String, _ error: Int) async throws {
        let desk = try await EbayDesk(faults: FaultPlan([FaultRule(.errorBefore)]))
        let before = await desk.get(target)
        #expect(before.status == 500 && before.errorID == error)
        await desk.shop.setFaults(FaultPlan([FaultRule(.errorAfter)]))
        #expect(await desk.get(target).errorID == error)
        await desk.shop.setFaults(FaultPlan([FaultRule(.errorInside200)]))
        let inside = await desk.get(target)
        #expect(inside.status == 200 && inside.errorID == error)
    }

    @Test("faults strike: a third of a batch, a write that is dropped, a write that comes late, an old answer")
    func faults() async throws {
        let desk = try await EbayDesk(faults: FaultPlan([FaultRule(.partialBatch, times: 1)], seed: 3))
        let entries = ["MUG", "SPOON", "SHIRT-S", "SHIRT-L"].map {
            #"{"sku":"\#($0)","shipToLocationAvailability":{"quantity":1}}"#
        }
        let parts = await desk.update(entries)
        let codes = parts.json["responses"].list.compactMap { $0["statusCode"].int }
        #expect(parts.status == 207 && codes.contains(500) && codes.contains(200) && codes.count == 4)
        await desk.shop.setFaults(FaultPlan([FaultRule(.silentRejection, times: 1)]))
        #expect(await desk.setQuantity("MUG", to: 77).status == 200)
        #expect(await desk.stock("MUG") == 5)
        await desk.shop.setFaults(FaultPlan([FaultRule(.lateWrite, times: 1, seconds: 4)]))
        #expect(await desk.setQuantity("MUG", to: 8).status >= 500)
        #expect(await desk.stock("MUG") == 5)
        await desk.pass(5)
        #expect(await desk.stock("MUG") == 8)
        await desk.pass(5)
        await desk.shop.setFaults(FaultPlan([FaultRule(.staleRead, seconds: 2)]))
        _ = await desk.setQuantity("MUG", to: 1)
        let seen = await desk.get("\(EbayDesk.inventory)/offer?sku=MUG").json["offers"].list.first
        #expect(seen?["availableQuantity"].int == 8)
    }
}
