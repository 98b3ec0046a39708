import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("eBay, giving money back")
struct EbayRefundTests {
    private static let id = "12-34567-89012"
    private static let paid = Fixture.text("ebay/order-paid")

    private static func order(refunds: String = "") -> ScriptedTransport.Step {
        .json(
            Self.paid.replacing(
                "\"refunds\": [],\n    \"payments\"", with: "\"refunds\": [\(refunds)],\n    \"payments\""))
    }

    private static func refund(_ amount: String, _ status: String) -> String {
        "{\"refundId\":\"R1\",\"refundStatus\":\"\(status)\",\"amount\":{\"value\":\"\(amount)\",\"currency\":\"USD\"}}"
    }

    private static func dollars(_ minor: Int64) -> Money { Money(minor: minor, currency: .usd) }

    private func reversals(_ transport: ScriptedTransport) throws -> any OrderReversing {
        try #require(try ebay(transport).reversals)
    }

    private func quote(_ ask: RefundAsk, refunds: String = "") async throws -> RefundQuote {
        try await self.reversals(ScriptedTransport(Self.order(refunds: refunds))).quote(ask).value
    }

    private static func ask(
        lines: [String: Int]? = nil, shipping: Bool = true, restock: Bool = false, amount: Int64? = nil
    ) -> RefundAsk {
        RefundAsk(
            remoteOrderID: Self.id, lines: lines, shipping: shipping, restock: restock,
            amount: amount.map(Self.dollars),
            reason: "late")
    }

    @Test("what is on its way counts as given back, and what failed does not")
    func standing() async throws {
        for (status, minor) in [("PENDING", 1_000), ("REFUNDED", 1_000), ("FAILED", 0)] as [(String, Int64)] {
            let transport = ScriptedTransport(Self.order(refunds: Self.refund("10.00", status)))
            let standing = try await self.reversals(transport).standing(Self.id).value
            #expect(standing.paid == Self.dollars(4_898) && standing.refunded == Self.dollars(minor))
            #expect(!standing.isCancelled && !standing.hasLeft)
        }
    }

    @Test("knows what all of it, its goods, some units, and an amount come to")
    func quotes() async throws {
        #expect(try await self.quote(Self.ask()).amount == Self.dollars(4_898))
        #expect(
            try await self.quote(Self.ask(), refunds: Self.refund("10.00", "PENDING")).amount == Self.dollars(3_898))
        #expect(try await self.quote(Self.ask(shipping: false)).amount == Self.dollars(4_398))
        #expect(try await self.quote(Self.ask(lines: ["10001": 1], shipping: false)).amount == Self.dollars(2_199))
        #expect(try await self.quote(Self.ask(lines: ["10001": 1])).amount == Self.dollars(2_699))
        #expect(try await self.quote(Self.ask(amount: 123)).amount == Self.dollars(123))
    }

    @Test("refuses what there is not: other lines, more units, a restock, money that is all back")
    func nothing() async throws {
        for ask in [Self.ask(lines: ["7": 1]), Self.ask(lines: ["10001": 3]), Self.ask(restock: true)] {
            await #expect(throws: ConnectorError.self) { try await self.quote(ask) }
        }
        await #expect(throws: ConnectorError.self) {
            try await self.quote(Self.ask(), refunds: Self.refund("48.98", "REFUNDED"))
        }
    }

    private static func notice(_ amount: Int64, before: Int64 = 0) -> RefundNotice {
        RefundNotice(ask: Self.ask(), amount: Self.dollars(amount), refundedBefore: Self.dollars(before), key: "k1")
    }

    private static func user(_ site: String) -> ScriptedTransport.Step {
        .json(Fixture.text("ebay/user").replacing("EBAY_US", with: site))
    }

    @Test("gives back once what was quoted")
    func refund() async throws {
        let transport = ScriptedTransport(
            Self.user("EBAY_US"), Self.order(), .json(#"{"refundId":"R1","refundStatus":"PENDING"}"#))
        _ = try await self.reversals(transport).refund(Self.notice(4_898))
        #expect(transport.calls[2].path == "/sell/fulfillment/v1/order/\(Self.id)/issue_refund")
        #expect(
            transport.calls[2].text
                == #"{"comment":"late","orderLevelRefundAmount":{"currency":"USD","value":"48.98"},"reasonForRefund":"OTHER_ADJUSTMENT"}"#
        )
    }

    @Test("sends nothing once something else was given back, and doubts a lost answer")
    func changed() async throws {
        let moved = ScriptedTransport(Self.user("EBAY_US"), Self.order(refunds: Self.refund("10.00", "PENDING")))
        await #expect(throws: ConnectorError.self) { try await self.reversals(moved).refund(Self.notice(4_898)) }
        #expect(moved.calls.count == 2)
        let lost = ScriptedTransport(Self.user("EBAY_US"), Self.order(), .failure(.interrupted))
        let error = await #expect(throws: ConnectorError.self) {
            try await self.reversals(lost).refund(Self.notice(4_898))
        }
        #expect(error?.leavesDoubt == true)
    }

    @Test("tells a seller whose calls must be signed before anything is sent", arguments: ["EBAY_DE", "EBAY_GB"])
    func signed(site: String) async throws {
        let transport = ScriptedTransport(Self.user(site))
        let error = await #expect(throws: ConnectorError.self) {
            try await self.reversals(transport).refund(Self.notice(4_898))
        }
        guard case .refused("signature-needed", _, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.calls.count == 1)
    }

    @Test("a refund that eBay could not make is told as that")
    func failed() async throws {
        let transport = ScriptedTransport(Self.user("EBAY_US"), Self.order(), .json(#"{"refundStatus":"FAILED"}"#))
        let error = await #expect(throws: ConnectorError.self) {
            try await self.reversals(transport).refund(Self.notice(4_898))
        }
        guard case .refused("refund-failed", _, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("cancelling is not offered, and says why")
    func cancel() throws {
        #expect(try Ebay.channel.capabilities().contains(.refund))
        #expect(try !Ebay.channel.capabilities().contains(.cancel))
        #expect(Ebay.manifest.lacking[.cancel]?.contains("Seller Hub") == true)
    }
}
