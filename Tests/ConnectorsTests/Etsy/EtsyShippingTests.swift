import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Telling an Etsy shop that an order has shipped")
struct EtsyShippingTests {
    private func confirm(
        _ transport: ScriptedTransport, carrier: String? = "USPS", code: String = "9400 1", order: String = "54321"
    ) async throws {
        _ = try await etsy(transport).shipments?.confirm(
            ShipmentNotice(
                remoteOrderID: order, tracking: Tracking(carrier: carrier, number: code),
                shippedAt: Date(timeIntervalSince1970: 1_763_788_000)))
    }

    @Test("the code is sent once, as a form")
    func sends() async throws {
        let transport = ScriptedTransport(
            .etsy("receipt-paid-with-personalisation"), .etsy("receipt-shipped-with-tracking"))
        try await self.confirm(transport)
        #expect(transport.calls.map(\.method) == ["GET", "POST"])
        #expect(transport.calls.last?.path == "/v3/application/shops/12345/receipts/54321/tracking")
        #expect(transport.calls.last?.form == ["tracking_code": "9400 1", "carrier_name": "usps"])
    }

    @Test("a code that stands already is not sent again, since Etsy would mail the buyer again")
    func repeats() async throws {
        let transport = ScriptedTransport(.etsy("receipt-shipped-with-tracking"))
        try await self.confirm(transport, code: "9400100000000000000000")
        #expect(transport.calls.map(\.method) == ["GET"])
    }

    @Test("a second parcel of the same order is sent")
    func secondParcel() async throws {
        let transport = ScriptedTransport(
            .etsy("receipt-shipped-with-tracking"), .etsy("receipt-shipped-with-tracking"))
        try await self.confirm(transport, code: "JD2")
        #expect(transport.calls.count == 2)
    }

    @Test("after a lost answer the outcome is unknown, and trying again looks first")
    func lost() async throws {
        let error = await #expect(throws: ConnectorError.self) {
            try await self.confirm(
                ScriptedTransport(.etsy("receipt-paid-with-personalisation"), .failure(.interrupted)))
        }
        guard case .unknownOutcome = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(
        "a cancelled or refunded order is not told as shipped",
        arguments: ["receipt-cancelled", "receipt-fully-refunded"])
    func closed(name: String) async throws {
        let transport = ScriptedTransport(.etsy(name))
        let error = await #expect(throws: ConnectorError.self) { try await self.confirm(transport) }
        guard case .refused("order-not-open", _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(transport.calls.count == 1)
    }

    @Test(
        "carriers go by Etsy's names; one it does not know is other",
        arguments: [
            ("USPS", "usps"), ("Royal Mail", "royal-mail"), ("royalmail", "royal-mail"), ("DHL Express", "dhl"),
            ("Federal Express", "fedex"), ("Bob's bikes", "other"), (nil, "other"), ("", "other"),
        ] as [(String?, String)])
    func carriers(name: String?, carrier: String) async throws {
        let transport = ScriptedTransport(
            .etsy("receipt-paid-with-personalisation"), .etsy("receipt-paid-with-personalisation"))
        try await self.confirm(transport, carrier: name)
        #expect(transport.calls.last?.form["carrier_name"] == carrier)
    }

    @Test("an id that is no number is not sent anywhere")
    func badReference() async throws {
        let transport = ScriptedTransport()
        await #expect(throws: ConnectorError.self) { try await self.confirm(transport, order: "1/../2") }
        #expect(transport.calls.isEmpty)
    }
}
