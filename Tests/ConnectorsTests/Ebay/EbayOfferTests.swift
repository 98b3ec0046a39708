import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, writing stock and prices")
struct EbayOfferTests {
    static let mug = OfferRef(listing: "MUG")
    static let shirt = OfferRef(listing: "group:SHIRTS", variation: "SHIRT-L")

    private func write(
        _ transport: ScriptedTransport, _ changes: [OfferChange], batch: Int = 1
    ) async throws -> [OfferResult.Outcome] {
        try #require(try await ebay(transport, batch: batch).offers?.write(changes).value).map(\.outcome)
    }

    @Test("writes the item's units and the offer's together, by the offer's own number")
    func quantity() async throws {
        let transport = ScriptedTransport(.offers("offer-published"), EbayUpdate.step())
        #expect(
            try await self.write(transport, [OfferChange(ref: Self.mug, quantity: 4)]) == [
                .accepted(quantity: 4, price: nil)
            ])
        #expect(
            transport.calls[1].text
                == #"{"requests":[{"offers":[{"availableQuantity":4,"offerId":"8001"}],"shipToLocationAvailability":{"quantity":4},"sku":"MUG"}]}"#
        )
        #expect(transport.calls[1].path == "/sell/inventory/v1/bulk_update_price_quantity")
    }

    @Test("writes a price alone without touching units")
    func price() async throws {
        let transport = ScriptedTransport(.offers("offer-published"), EbayUpdate.step())
        let price = Money(minor: 1_950, currency: .usd)
        #expect(
            try await self.write(transport, [OfferChange(ref: Self.mug, price: price)]) == [
                .accepted(quantity: nil, price: price)
            ])
        #expect(!transport.calls[1].text.contains("uantity") && transport.calls[1].text.contains(#""value":"19.50""#))
    }

    @Test("writes nothing to what is not on sale")
    func unpublished() async throws {
        let transport = ScriptedTransport(.offers("offer-unpublished"))
        let outcome = try await self.write(transport, [OfferChange(ref: Self.mug, quantity: 4)]).first
        guard case .refused("not-managing-stock", _, _)? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(transport.calls.count == 1)
    }

    @Test("makes a zero true by withdrawing where eBay takes no more revisions", arguments: [207, 400])
    func lastRevision(status: Int) async throws {
        let refused =
            status == 207
            ? EbayUpdate.step(status: 400, error: 25019)
            : .ebayError(25019, "The listing cannot be revised any more today")
        let transport = ScriptedTransport(
            .offers("offer-published"), refused, .json(#"{"listingId":"110000000001"}"#))
        #expect(
            try await self.write(transport, [OfferChange(ref: Self.mug, quantity: 0)]) == [
                .accepted(quantity: 0, price: nil)
            ])
        #expect(
            transport.calls[2].path == "/sell/inventory/v1/offer/8001/withdraw" && transport.calls[2].method == "POST")
    }

    @Test("takes the whole listing off sale where the variation's zero is refused")
    func lastRevisionOfGroup() async throws {
        let transport = ScriptedTransport(
            .offers("offer-in-a-group"), EbayUpdate.step("SHIRT-L", offer: "8010", status: 400, error: 25019),
            .json("", status: 204))
        #expect(
            try await self.write(transport, [OfferChange(ref: Self.shirt, quantity: 0)]) == [
                .accepted(quantity: 0, price: nil)
            ])
        #expect(
            transport.calls[2].text == #"{"inventoryItemGroupKey":"SHIRTS","marketplaceId":"EBAY_US"}"#)
    }

    @Test("withdraws nothing for a number above zero that was refused")
    func refusedUnits() async throws {
        let transport = ScriptedTransport(.offers("offer-published"), EbayUpdate.step(status: 400, error: 25019))
        guard
            case .refused("25019", _, _)? = try await self.write(transport, [OfferChange(ref: Self.mug, quantity: 3)])
                .first
        else {
            Issue.record("not refused")
            return
        }
        #expect(transport.calls.count == 2)
    }

    @Test("doubts a withdrawal that nobody answered for")
    func lostWithdrawal() async throws {
        let transport = ScriptedTransport(
            .offers("offer-published"), EbayUpdate.step(status: 400, error: 25019), .failure(.interrupted))
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write(transport, [OfferChange(ref: Self.mug, quantity: 0)])
        }
        #expect(error?.leavesDoubt == true)
    }

    @Test("answers for each of a batch by itself, and doubts those that eBay did not answer for or failed with")
    func batch() async throws {
        let others = ["A", "B", "C"]
        func offer(_ sku: String) -> String {
            Fixture.text("ebay/offer-published").replacing("\"MUG\"", with: "\"\(sku)\"")
                .replacing("\"8001\"", with: "\"8-\(sku)\"")
        }
        let steps = others.map { ScriptedTransport.Step.json("{\"total\":1,\"offers\":[\(offer($0))]}") }
        let answer = ScriptedTransport.Step.json(
            #"{"responses":[{"statusCode":200,"sku":"A","offerId":"8-A"},{"statusCode":500,"sku":"B","offerId":"8-B","errors":[{"errorId":25001}]}]}"#,
            status: 207)
        let transport = ScriptedTransport(steps + [answer], then: .failure(.unreachable("beyond")))
        let outcomes = try await self.write(
            transport, others.map { OfferChange(ref: OfferRef(listing: $0), quantity: 2) }, batch: 25)
        #expect(outcomes == [.accepted(quantity: 2, price: nil), .unknown, .unknown])
        #expect(transport.calls.count == 4)
    }

    @Test("tries again after eBay's own failure, and doubts it after a write")
    func systemError() async throws {
        let read = await #expect(throws: ConnectorError.self) {
            try await ebay(ScriptedTransport(always: .ebayError(25001, status: 500))).listings?.page(
                nil, modifiedAfter: nil)
        }
        guard case .transient? = read else {
            Issue.record("\(String(describing: read))")
            return
        }
        let write = await #expect(throws: ConnectorError.self) {
            try await self.write(
                ScriptedTransport(.offers("offer-published"), .ebayError(25001, status: 500)),
                [OfferChange(ref: Self.mug, quantity: 2)])
        }
        #expect(write?.leavesDoubt == true)
    }

    @Test("names what to write together by the batch that was set")
    func groups() throws {
        let one = try #require(try ebay(ScriptedTransport()).offers)
        #expect(one.callGroup(of: Self.mug) != one.callGroup(of: OfferRef(listing: "CUP")))
        let many = try #require(try ebay(ScriptedTransport(), batch: 5).offers)
        #expect(many.callGroup(of: Self.mug) == many.callGroup(of: OfferRef(listing: "CUP")))
        #expect(Ebay.channel(batch: 5).manifest.writeBatch == 5 && Ebay.channel(batch: 99).manifest.writeBatch == 25)
    }

    @Test("keeps a listing's revisions as a limit of that listing, with some left for a sell-out")
    func revisions() throws {
        let limit = try #require(Ebay.manifest.budgets.first { $0.scope == .listing })
        #expect(limit.limit == 250 && limit.reserve > 0 && limit.kinds == [.write])
    }
}
