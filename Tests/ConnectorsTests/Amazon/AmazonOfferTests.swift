import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Changing an Amazon seller's offers")
struct AmazonOfferTests {
    static let mug = OfferRef(listing: "MUG")

    @Test("a quantity is merged into the merchant's own channel, so that what stands beside it stays")
    func quantity() async throws {
        let transport = ScriptedTransport(.amazon("submission-accepted"))
        let results = try await amazon(transport).offers?.write([OfferChange(ref: Self.mug, quantity: 4)]).value
        #expect(results == [OfferResult(ref: Self.mug, outcome: .submitted)])
        let patch = transport.calls.first?.json?["patches"]?.elements.first
        #expect(transport.calls.count == 1 && transport.calls.first?.method == "PATCH")
        #expect(patch?["op"] == .text("merge") && patch?["path"] == .text("/attributes/fulfillment_availability"))
        #expect(
            patch?["value"]
                == .array([.object(["fulfillment_channel_code": .text("DEFAULT"), "quantity": .integer(4)])]))
    }

    @Test("a price replaces the one offer that everybody sees, with all that stands in it")
    func price() async throws {
        let transport = ScriptedTransport(.amazon("item-with-attributes"), .amazon("submission-accepted"))
        let change = OfferChange(ref: Self.mug, quantity: 0, price: Money(minor: 2199, currency: .usd))
        let results = try await amazon(transport).offers?.write([change]).value
        #expect(results?.map(\.outcome) == [.submitted])
        let patches = transport.calls.last?.json?["patches"]?.elements ?? []
        let offer = patches.last?["value"]?.elements.first
        #expect(patches.compactMap { $0["op"]?.text } == ["merge", "replace"])
        #expect(offer?["audience"] == .text("ALL") && offer?["minimum_seller_allowed_price"] != nil)
        #expect(offer?["start_at"] != nil && offer?["marketplace_id"] == .text("ATVPDKIKX0DER"))
        let amount = offer?["our_price"]?.elements.first?["schedule"]?.elements.first?["value_with_tax"]
        #expect(amount == .decimal(Decimal(string: "21.99") ?? 0))
    }

    @Test("a change that Amazon calls invalid is refused with the issue's words")
    func invalid() async throws {
        let results = try await amazon(ScriptedTransport(.amazon("submission-invalid"))).offers?.write([
            OfferChange(ref: Self.mug, quantity: 4)
        ]).value
        #expect(
            results?.map(\.outcome) == [
                .refused(
                    code: "90205", field: "fulfillment_availability", message: "The value for 'quantity' is invalid.")
            ])
    }

    @Test("a price in another currency is not sent, nor one for a SKU that is gone")
    func unsent() async throws {
        let foreign = OfferChange(ref: Self.mug, price: Money(minor: 2199, currency: .eur))
        let silent = ScriptedTransport()
        let refused = try await amazon(silent).offers?.write([foreign]).value
        guard case .refused("other-currency", "price", _)? = refused?.first?.outcome else {
            return #expect(Bool(false))
        }
        let priced = OfferChange(ref: Self.mug, price: Money(minor: 2199, currency: .usd))
        let gone = try await amazon(ScriptedTransport(.json("{}", status: 404))).offers?.write([priced]).value
        guard case .refused("gone", _, _)? = gone?.first?.outcome else { return #expect(Bool(false)) }
        #expect(silent.calls.isEmpty)
    }

    @Test("a limit that is used up names itself and how long one call takes to come back; others go on")
    func limited() async throws {
        let full = #"{"errors":[{"code":"QuotaExceeded","message":"You exceeded your quota."}]}"#
        let transport = ScriptedTransport(always: .json(full, status: 429))
        let connector = try amazon(transport)
        await #expect(throws: ConnectorError.limited(budget: "searchOrders", retryAfter: .milliseconds(178_571))) {
            try await connector.orders?.page(nil, modifiedAfter: .distantPast)
        }
        await #expect(throws: ConnectorError.limited(budget: "patchListingsItem", retryAfter: .milliseconds(200))) {
            try await connector.offers?.write([OfferChange(ref: Self.mug, quantity: 4)])
        }
    }

    @Test("what an account truly has is learnt from the answer")
    func rate() async throws {
        let step = ScriptedTransport.Step.fixture(
            "amazon/submission-accepted", headers: [("x-amzn-RateLimit-Limit", "10.0")])
        let answer = try await amazon(ScriptedTransport(step)).offers?.write([OfferChange(ref: Self.mug, quantity: 4)])
        #expect(answer?.budgets == ["patchListingsItem": BudgetReading(rate: 10)])
    }

    @Test("an ended consent or a missing right is nothing that waiting cures")
    func denied() async throws {
        let text =
            #"{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied.","details":"The access token you provided has expired."}]}"#
        await #expect(throws: ConnectorError.unauthorized(code: "Unauthorized")) {
            try await amazon(ScriptedTransport(.json(text, status: 403))).listings?.page(nil, modifiedAfter: nil)
        }
    }
}
