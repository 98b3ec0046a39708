import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Writing stock and prices to a WooCommerce shop")
struct WooCommerceOfferTests {
    static let simple = OfferChange(ref: OfferRef(listing: "799"), quantity: 5)
    static let other = OfferChange(ref: OfferRef(listing: "801"), quantity: 4)

    private func write(_ changes: [OfferChange], _ step: ScriptedTransport.Step) async throws -> [OfferResult] {
        try await #require(try shop(ScriptedTransport(step)).offers).write(changes).value
    }

    @Test("only what changes is sent, prices as text with the currency's decimals")
    func body() async throws {
        let transport = ScriptedTransport(.json(#"{"update":[]}"#))
        _ = try await shop(transport).offers?.write([
            Self.simple, OfferChange(ref: OfferRef(listing: "801"), price: Money(minor: 1250, currency: .usd)),
        ])
        let call = try #require(transport.calls.first)
        #expect(call.path == "/wp-json/wc/v3/products/batch" && call.method == "POST")
        #expect(
            call.json
                == .object([
                    "update": .array([
                        .object(["id": .integer(799), "stock_quantity": .integer(5)]),
                        .object(["id": .integer(801), "regular_price": .text("12.50")]),
                    ])
                ]))
    }

    @Test("variations go to their parent's batch")
    func variations() async throws {
        let transport = ScriptedTransport(.json(#"{"update":[]}"#))
        let change = OfferChange(ref: OfferRef(listing: "22", variation: "732"), quantity: 1)
        let offers = try #require(try shop(transport).offers)
        _ = try await offers.write([change])
        #expect(transport.calls.first?.path == "/wp-json/wc/v3/products/22/variations/batch")
        #expect(offers.callGroup(of: change.ref) == "22" && offers.callGroup(of: Self.simple.ref) == "")
    }

    @Test("yen have no decimals")
    func yen() async throws {
        let yen = try #require(Currency("JPY"))
        let transport = ScriptedTransport(.json(#"{"update":[{"id":799,"regular_price":"1200"}]}"#))
        let results = try await shop(transport, currency: yen).offers?.write([
            OfferChange(ref: OfferRef(listing: "799"), price: Money(minor: 1200, currency: yen))
        ])
        #expect(transport.calls.first?.text.contains(#""1200""#) == true)
        #expect(results?.value.first?.outcome == .accepted(quantity: nil, price: Money(minor: 1200, currency: yen)))
    }

    @Test("one row refused inside a 200 leaves the others accepted")
    func oneRefused() async throws {
        let results = try await self.write([Self.simple, Self.other], .fixture("batch-with-one-row-refused"))
        #expect(
            results.map(\.outcome) == [
                .accepted(quantity: 5, price: Money(minor: 2199, currency: .usd)),
                .refused(code: "woocommerce_rest_product_invalid_id", field: nil, message: "Invalid ID."),
            ])
    }

    @Test("a row that is missing is unknown")
    func missing() async throws {
        let results = try await self.write([Self.simple, Self.other], .fixture("batch-with-a-row-missing"))
        #expect(results.last?.outcome == .unknown)
    }

    @Test("a quantity that was silently not taken shows by the shop's value")
    func silent() async throws {
        let results = try await self.write([Self.simple], .fixture("batch-with-another-quantity"))
        #expect(results.first?.outcome == .accepted(quantity: 9, price: Money(minor: 2199, currency: .usd)))
    }

    @Test("a 200 from a product that is not counted is a refusal with a way out")
    func notManaging() async throws {
        let results = try await self.write([Self.simple, Self.other], .fixture("batch-not-managing-stock"))
        let codes = results.map { result -> String in
            guard case .refused(let code, "stock_quantity", _) = result.outcome else { return "" }
            return code
        }
        #expect(codes == ["not-managing-stock", "stock-shared-with-parent"])
    }

    @Test("a price in another currency is not sent")
    func wrongCurrency() async throws {
        let transport = ScriptedTransport()
        let change = OfferChange(ref: OfferRef(listing: "799"), price: Money(minor: 100, currency: .eur))
        let results = try await shop(transport).offers?.write([change]).value
        guard case .refused("wrong-currency", _, _) = results?.first?.outcome else { return #expect(Bool(false)) }
        #expect(transport.calls.isEmpty)
    }

    @Test("a whole call that is refused changed nothing")
    func wholeRefused() async throws {
        await #expect(
            throws: ConnectorError.refused(
                code: "http-413", field: nil, message: "The shop answered 413 without a reason.")
        ) {
            try await self.write([Self.simple], .json("", status: 413))
        }
    }
}
