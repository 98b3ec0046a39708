import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Writing stock and prices to an Etsy shop")
struct EtsyOfferTests {
    static let red = OfferRef(listing: "1110", variation: "200:1213")
    static let blue = OfferRef(listing: "1110", variation: "200:2")

    private func write(_ changes: [OfferChange], _ transport: ScriptedTransport) async throws -> [OfferResult] {
        try await #require(try etsy(transport).offers).write(changes).value
    }

    @Test("a change reads the inventory and writes all of it back, with nothing but the change different")
    func wholeInventory() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        _ = try await self.write([OfferChange(ref: Self.red, quantity: 4)], transport)
        #expect(transport.calls.map(\.method) == ["GET", "PUT"])
        #expect(transport.calls.allSatisfy { $0.path == "/v3/application/listings/1110/inventory" })
        let red: JSONValue = .object([
            "property_id": .integer(200), "property_name": .text("Primary color"), "scale_id": .null,
            "value_ids": .array([.integer(1213)]), "values": .array([.text("Red")]),
        ])
        let blue: JSONValue = .object([
            "property_id": .integer(200), "property_name": .text("Primary color"), "scale_id": .null,
            "value_ids": .array([.integer(2)]), "values": .array([.text("Blue")]),
        ])
        let body = try #require(transport.calls.last?.json)
        #expect(
            body["products"]
                == .array([
                    .object([
                        "sku": .text("R"), "property_values": .array([red]),
                        "offerings": .array([
                            .object([
                                "price": .integer(25), "quantity": .integer(4), "is_enabled": .boolean(true),
                                "readiness_state_id": .integer(1_402_336_022_581),
                            ])
                        ]),
                    ]),
                    .object([
                        "sku": .text("B"), "property_values": .array([blue]),
                        "offerings": .array([
                            .object([
                                "price": .decimal(Decimal(string: "25.99") ?? 0), "quantity": .integer(5),
                                "is_enabled": .boolean(true), "readiness_state_id": .null,
                            ])
                        ]),
                    ]),
                ]))
        for name in ["price_on_property", "quantity_on_property", "sku_on_property"] {
            #expect(body[name] == .array([.integer(200)]))
        }
        #expect(body["readiness_state_on_property"] == .array([]))
        #expect(transport.calls.last?.text.contains("25.99") == true)
    }

    @Test("the answer's values are given back, the siblings' too, under names that outlive Etsy's ids")
    func results() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        let results = try await self.write([OfferChange(ref: Self.red, quantity: 4)], transport)
        #expect(
            results == [
                OfferResult(ref: Self.red, outcome: .accepted(quantity: 4, price: Money(minor: 2500, currency: .usd))),
                OfferResult(ref: Self.blue, outcome: .accepted(quantity: 5, price: Money(minor: 2599, currency: .usd))),
            ])
    }

    @Test("several variations and a price share one write")
    func together() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        _ = try await self.write(
            [
                OfferChange(ref: Self.red, quantity: 4, price: Money(minor: 1001, currency: .usd)),
                OfferChange(ref: Self.blue, quantity: 0),
            ], transport)
        let text = try #require(transport.calls.last?.text)
        #expect(text.contains("10.01") && text.contains(#""quantity":4"#) && text.contains(#""quantity":0"#))
        #expect(text.contains("25.99") && transport.calls.count == 2)
    }

    @Test("a sibling's repeated number never lifts what was just read: it sold meanwhile")
    func repeated() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        _ = try await self.write(
            [
                OfferChange(ref: Self.red, quantity: 4),
                OfferChange(ref: Self.blue, quantity: 7, repeatsQuantity: true),
            ], transport)
        let text = try #require(transport.calls.last?.text)
        #expect(text.contains(#""quantity":4"#) && text.contains(#""quantity":5"#))
        #expect(!text.contains(#""quantity":7"#))
    }

    @Test("what stands already is not written again")
    func nothingToDo() async throws {
        let transport = ScriptedTransport(.etsy("inventory-of-two-colours"))
        let results = try await self.write([OfferChange(ref: Self.red, quantity: 3)], transport)
        #expect(results.first?.outcome == .accepted(quantity: 3, price: Money(minor: 2500, currency: .usd)))
        #expect(transport.calls.count == 1)
    }

    @Test("more than Etsy shows is written as the most it shows, and said so")
    func cap() async throws {
        let after = Fixture.text("etsy/inventory-simple").replacing("\"quantity\": 8", with: "\"quantity\": 999")
        let transport = ScriptedTransport(.etsy("inventory-simple"), .json(after))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 1500)], transport)
        #expect(transport.calls.last?.text.contains(#""quantity":999"#) == true)
        #expect(results.map(\.outcome) == [.accepted(quantity: 999, price: Money(minor: 2500, currency: .usd))])
        #expect(Etsy.manifest.largestQuantity == 999)
    }

    @Test("a variation that is gone is refused, and its neighbours are written")
    func gone() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        let green = OfferRef(listing: "1110", variation: "200:3")
        let results = try await self.write(
            [OfferChange(ref: green, quantity: 1), OfferChange(ref: Self.red, quantity: 4)], transport)
        guard case .refused("gone", _, _) = results.first?.outcome else { return #expect(Bool(false)) }
        #expect(results.dropFirst().first?.outcome == .accepted(quantity: 4, price: Money(minor: 2500, currency: .usd)))
    }

    @Test("when every change is refused nothing is written")
    func allRefused() async throws {
        let transport = ScriptedTransport(.etsy("inventory-of-two-colours"))
        let changes = [
            OfferChange(ref: OfferRef(listing: "1110", variation: "200:3"), quantity: 1),
            OfferChange(ref: Self.red, quantity: -1),
            OfferChange(ref: Self.blue, price: Money(minor: 1, currency: .eur)),
        ]
        let codes = try await self.write(changes, transport).prefix(3).map { result -> String in
            guard case .refused(let code, _, _) = result.outcome else { return "" }
            return code
        }
        #expect(codes == ["gone", "negative-quantity", "wrong-currency"] && transport.calls.count == 1)
    }

    @Test(
        "a quantity for one of several variations that are counted together is refused, and the hub stops counting it")
    func sharedQuantity() async throws {
        let transport = ScriptedTransport(.etsy("inventory-with-one-quantity-and-one-price"))
        let results = try await self.write([OfferChange(ref: Self.red, quantity: 2)], transport)
        guard case .refused("not-managing-stock", "quantity", _) = results.first?.outcome else {
            return #expect(Bool(false))
        }
        #expect(transport.calls.count == 1)
    }

    @Test(
        "one price for all variations is written when all of them want it, and refused when they differ",
        arguments: [(2100, 2100, true), (2100, 2200, false), (2100, nil, false), (1900, nil, true)]
            as [(Int64, Int64?, Bool)])
    func sharedPrice(red: Int64, blue: Int64?, isTaken: Bool) async throws {
        let fixture = "etsy/inventory-with-one-quantity-and-one-price"
        let transport = ScriptedTransport(
            .fixture(fixture), .json(Fixture.text(fixture).replacing("\"amount\": 1900", with: "\"amount\": \(red)")))
        var changes = [OfferChange(ref: Self.red, price: Money(minor: red, currency: .usd))]
        if let blue { changes.append(OfferChange(ref: Self.blue, price: Money(minor: blue, currency: .usd))) }
        let first = try await self.write(changes, transport).first?.outcome
        if isTaken {
            #expect(first == .accepted(quantity: 7, price: Money(minor: red, currency: .usd)))
        } else {
            guard case .refused("price-shared", "price", _) = first else { return #expect(Bool(false)) }
        }
    }

    @Test("a listing without an inventory is refused with a way out")
    func noInventory() async throws {
        let step = ScriptedTransport.Step.json("{\"error\":\"Resource not found\"}", status: 404)
        let results = try await self.write([OfferChange(ref: Self.red, quantity: 2)], ScriptedTransport(step))
        guard case .refused("not-managing-stock", _, _) = results.first?.outcome else { return #expect(Bool(false)) }
    }

    @Test(
        "when the reading fails nothing has happened",
        arguments: [
            ScriptedTransport.Step.failure(.interrupted), .json("", status: 500), .json("<html></html>"), .json("{"),
        ])
    func readingFails(step: ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport(step)
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write([OfferChange(ref: Self.red, quantity: 2)], transport)
        }
        guard case .transient = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.calls.count == 1)
    }

    @Test(
        "when the writing's answer is lost the outcome is unknown",
        arguments: [
            ScriptedTransport.Step.failure(.interrupted), .json("", status: 500), .json("<html></html>"), .json("{"),
        ])
    func writingFails(step: ScriptedTransport.Step) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write(
                [OfferChange(ref: Self.red, quantity: 2)], ScriptedTransport(.etsy("inventory-of-two-colours"), step))
        }
        guard case .unknownOutcome = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a write that Etsy refuses changed nothing", arguments: [400, 404, 409, 422])
    func refused(status: Int) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write(
                [OfferChange(ref: Self.red, quantity: 2)],
                ScriptedTransport(
                    .etsy("inventory-of-two-colours"), .json("{\"error\":\"Invalid\"}", status: status)))
        }
        guard case .refused = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("the last unit is written as zero, which ends the listing")
    func zero() async throws {
        let after = Fixture.text("etsy/inventory-simple").replacing("\"quantity\": 8", with: "\"quantity\": 0")
        let transport = ScriptedTransport(.etsy("inventory-simple"), .json(after))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 0)], transport)
        #expect(results.map(\.outcome) == [.accepted(quantity: 0, price: Money(minor: 2500, currency: .usd))])
    }

    // etsy/open-api issues 395, 501, 560.
    @Test("where Etsy wants a unit to be left, the listing is taken off sale instead")
    func zeroRefused() async throws {
        let transport = ScriptedTransport(
            Self.simple("active"),
            .json("{\"error\":\"One offering must have quantity greater than 0\"}", status: 400),
            .json("{\"listing_id\":1100,\"state\":\"inactive\",\"state_timestamp\":1763788001}"))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 0)], transport)
        #expect(results.map(\.outcome) == [.tookOffSale(at: Date(timeIntervalSince1970: 1_763_788_001))])
        let call = try #require(transport.calls.last)
        #expect(call.method == "PATCH" && call.path == "/v3/application/shops/12345/listings/1100")
        #expect(call.form == ["state": "inactive"])
    }

    @Test("a listing its seller deactivated is not taken for one that we did")
    func zeroRefusedOffSale() async throws {
        let transport = ScriptedTransport(
            Self.simple("inactive"),
            .json("{\"error\":\"One offering must have quantity greater than 0\"}", status: 400))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 0)], transport)
        #expect(results.map(\.outcome) == [.accepted(quantity: 0, price: nil)])
        #expect(transport.calls.map(\.method) == ["GET", "PUT"])
    }

    /// The simple listing, with none left.
    private static func soldOut(_ state: String) -> ScriptedTransport.Step { Self.simple(state, quantity: 0) }

    /// The simple listing in a state.
    static func simple(_ state: String, quantity: Int = 8, changed: Int = 1_763_780_000) -> ScriptedTransport.Step {
        let listing =
            "\"listing\": {\"listing_id\":1100,\"state\":\"\(state)\",\"state_timestamp\":\(changed)}, \"products\":"
        return .json(
            Fixture.text("etsy/inventory-simple").replacing("\"quantity\": 8", with: "\"quantity\": \(quantity)")
                .replacing("\"products\":", with: listing))
    }

    @Test("units for a sold-out listing renew it first, then set the quantity")
    func renewal() async throws {
        let transport = ScriptedTransport(
            Self.soldOut("sold_out"), .json("{\"listing_id\":1100,\"state\":\"active\"}"), .etsy("inventory-simple"))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 8)], transport)
        #expect(results.map(\.outcome) == [.accepted(quantity: 8, price: Money(minor: 2500, currency: .usd))])
        #expect(transport.calls.map(\.method) == ["GET", "PATCH", "PUT"])
        #expect(transport.calls.dropFirst().first?.form == ["state": "active"])
        #expect(transport.calls.reduce(Duration.zero) { $0 + $1.timeout } <= .seconds(60))
    }

    @Test("a sold-out listing that holds the wanted units already is renewed all the same: none of them can be bought")
    func renewalOfUnits() async throws {
        let transport = ScriptedTransport(
            Self.simple("sold_out"), .json("{\"listing_id\":1100,\"state\":\"active\"}"), .etsy("inventory-simple"))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 8)], transport)
        #expect(results.map(\.outcome) == [.accepted(quantity: 8, price: Money(minor: 2500, currency: .usd))])
        #expect(transport.calls.map(\.method) == ["GET", "PATCH", "PUT"])
    }

    @Test("once renewed, a failure leaves the outcome unknown", arguments: [400, 429, 500])
    func renewalFails(status: Int) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await self.write(
                [OfferChange(ref: OfferRef(listing: "1100"), quantity: 8)],
                ScriptedTransport(
                    Self.soldOut("sold_out"), .json("{\"listing_id\":1100,\"state\":\"active\"}"),
                    .json("", status: status)))
        }
        guard case .unknownOutcome = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("a price alone renews nothing and hides nothing")
    func priceOfSoldOut() async throws {
        let transport = ScriptedTransport(Self.soldOut("sold_out"))
        let results = try await self.write(
            [OfferChange(ref: OfferRef(listing: "1100"), price: Money(minor: 1900, currency: .usd))], transport)
        guard case .refused(OfferResult.soldOut, _, _) = results.first?.outcome else { return #expect(Bool(false)) }
        #expect(transport.calls.map(\.method) == ["GET"])
    }

    @Test("a hidden listing stays hidden, an expired one is refused")
    func hiddenOrExpired() async throws {
        let hidden = ScriptedTransport(Self.soldOut("inactive"), .etsy("inventory-simple"))
        _ = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 8)], hidden)
        #expect(hidden.calls.map(\.method) == ["GET", "PUT"])
        let expired = ScriptedTransport(Self.soldOut("expired"))
        let results = try await self.write([OfferChange(ref: OfferRef(listing: "1100"), quantity: 8)], expired)
        guard case .refused("ended", _, _) = results.first?.outcome else { return #expect(Bool(false)) }
    }

    @Test("both calls of a write together keep its deadline, and changes of one listing share a call")
    func deadline() async throws {
        let transport = ScriptedTransport(
            .etsy("inventory-of-two-colours"), .etsy("inventory-of-two-colours-after-writing-4-red"))
        _ = try await self.write([OfferChange(ref: Self.red, quantity: 4)], transport)
        #expect(transport.calls.reduce(Duration.zero) { $0 + $1.timeout } <= .seconds(60))
        #expect(try etsy(transport).offers?.callGroup(of: Self.red) == "1110")
    }

    @Test("a sold-out listing is left as it is where the unit it would show for a moment is not there")
    func notRenewed() async throws {
        let transport = ScriptedTransport(Self.soldOut("sold_out"))
        let results = try await self.write(
            [OfferChange(ref: OfferRef(listing: "1100"), quantity: 8, mayRenew: false)], transport)
        #expect(transport.calls.map(\.method) == ["GET"])
        guard case .refused(OfferResult.soldOut, _, _) = results.first?.outcome else {
            Issue.record("\(results)")
            return
        }
    }
}
