import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Taking an Etsy listing off sale for a moment")
struct EtsyRestingTests {
    private static let stamp = Date(timeIntervalSince1970: 1_763_780_000)
    private static let change = OfferChange(
        ref: OfferRef(listing: "1100"), quantity: 5, price: Money(minor: 1900, currency: .usd))

    private func rest(_ transport: ScriptedTransport) async throws -> RestOutcome {
        try await #require(try etsy(transport).resting).rest("1100").value
    }

    private func resume(
        _ transport: ScriptedTransport, writing changes: [OfferChange] = [change], since: Date? = stamp
    ) async throws -> ResumeOutcome {
        try await #require(try etsy(transport).resting).resume("1100", writing: changes, since: since).value
    }

    private static func state(_ state: String, changed: Int = 1_763_780_000) -> ScriptedTransport.Step {
        .json("{\"listing_id\":1100,\"state\":\"\(state)\",\"state_timestamp\":\(changed)}")
    }

    @Test("a listing on sale is looked at, then deactivated, and Etsy's time of that is kept")
    func rests() async throws {
        let transport = ScriptedTransport(Self.state("active"), Self.state("inactive", changed: 1_763_788_000))
        #expect(try await self.rest(transport) == .offSale(at: Date(timeIntervalSince1970: 1_763_788_000)))
        #expect(transport.calls.map(\.method) == ["GET", "PATCH"])
        #expect(transport.calls.last?.form == ["state": "inactive"])
    }

    @Test("what is not on sale is left alone", arguments: ["inactive", "sold_out", "expired", "draft"])
    func notOnSale(state: String) async throws {
        let transport = ScriptedTransport(Self.state(state))
        #expect(try await self.rest(transport) == .notOnSale)
        #expect(transport.calls.map(\.method) == ["GET"])
    }

    @Test("it is written whole while it is off sale, then activated, all within one deadline")
    func resumes() async throws {
        let transport = ScriptedTransport(
            EtsyOfferTests.simple("inactive"), .etsy("inventory-simple"), Self.state("active"))
        guard case .onSale(let results) = try await self.resume(transport) else { return #expect(Bool(false)) }
        #expect(results.map(\.ref.listing) == ["1100"])
        #expect(transport.calls.map(\.method) == ["GET", "PUT", "PATCH"])
        #expect(transport.calls.last?.form == ["state": "active"])
        #expect(transport.calls.reduce(Duration.zero) { $0 + $1.timeout } <= .seconds(60))
    }

    @Test("nothing to write is two calls: a look, and the activation")
    func asItIs() async throws {
        let transport = ScriptedTransport(EtsyOfferTests.simple("inactive"), Self.state("active"))
        guard case .onSale = try await self.resume(transport, writing: []) else { return #expect(Bool(false)) }
        #expect(transport.calls.map(\.method) == ["GET", "PATCH"])
    }

    @Test("a listing that somebody activated is neither written nor activated")
    func wasOnSale() async throws {
        let transport = ScriptedTransport(EtsyOfferTests.simple("active"))
        #expect(try await self.resume(transport) == .wasOnSale)
        #expect(transport.calls.map(\.method) == ["GET"])
    }

    @Test(
        "a listing that ended, or that its seller deactivated after us, is left so",
        arguments: [("sold_out", 0), ("expired", 0), ("draft", 0), ("inactive", 30)])
    func notOurs(state: String, later: Int) async throws {
        let transport = ScriptedTransport(EtsyOfferTests.simple(state, changed: 1_763_780_000 + later))
        #expect(try await self.resume(transport) == .notOurs)
        #expect(transport.calls.map(\.method) == ["GET"])
    }

    @Test("a listing with nothing left is written and stays off sale")
    func empty() async throws {
        let none = OfferChange(ref: OfferRef(listing: "1100"), quantity: 0)
        let transport = ScriptedTransport(
            EtsyOfferTests.simple("inactive"), EtsyOfferTests.simple("inactive", quantity: 0))
        guard case .empty(let results) = try await self.resume(transport, writing: [none]) else {
            return #expect(Bool(false))
        }
        #expect(results.map(\.outcome) == [.accepted(quantity: 0, price: Money(minor: 2500, currency: .usd))])
        #expect(transport.calls.map(\.method) == ["GET", "PUT"])
    }

    @Test("where Etsy refuses the numbers, it comes back with the old ones")
    func refusedNumbers() async throws {
        let transport = ScriptedTransport(
            EtsyOfferTests.simple("inactive"), .json("{\"error\":\"price is invalid\"}", status: 400),
            Self.state("active"))
        guard case .onSale(let results) = try await self.resume(transport), let outcome = results.first?.outcome,
            case .refused = outcome
        else { return #expect(Bool(false)) }
        #expect(transport.calls.map(\.method) == ["GET", "PUT", "PATCH"])
    }

    @Test("where Etsy refuses to activate it, that is said with what was written")
    func refusedState() async throws {
        let transport = ScriptedTransport(
            EtsyOfferTests.simple("inactive"), .etsy("inventory-simple"),
            .json("{\"error\":\"A physical listing must have a shipping profile\"}", status: 400))
        guard case .refused(let results, _, let message) = try await self.resume(transport) else {
            return #expect(Bool(false))
        }
        #expect(results.count == 1 && message.contains("shipping profile"))
    }

    @Test("a yes that changes nothing is no return")
    func notTaken() async throws {
        let transport = ScriptedTransport(
            EtsyOfferTests.simple("inactive"), .etsy("inventory-simple"), Self.state("inactive"))
        guard case .refused = try await self.resume(transport) else { return #expect(Bool(false)) }
    }

    @Test("once its numbers are written, a failure leaves the outcome unknown", arguments: [429, 500])
    func unknown(status: Int) async throws {
        let error = await #expect(throws: ConnectorError.self) {
            _ = try await self.resume(
                ScriptedTransport(
                    EtsyOfferTests.simple("inactive"), .etsy("inventory-simple"), .json("", status: status)))
        }
        guard case .unknownOutcome = error else { return #expect(Bool(false)) }
    }
}
