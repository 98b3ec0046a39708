import Commerce
import ConnectorKit
import Connectors
import Foundation
import Testing
import Wire

@Suite("Telling a WooCommerce shop that an order was shipped")
struct WooCommerceShippingTests {
    static let notice = ShipmentNotice(
        remoteOrderID: "750", tracking: Tracking(carrier: "DHL", number: "JD0002"),
        shippedAt: Date(timeIntervalSince1970: 1_763_700_000))

    @Test("adds the number behind those there, completes the order and writes the buyer a note")
    func confirm() async throws {
        let transport = ScriptedTransport(
            .fixture("order-with-shipment-tracking"), .json(#"{"id":750}"#), .json(#"{"id":9}"#))
        _ = try await shop(transport).shipments?.confirm(Self.notice)
        #expect(transport.calls.map(\.method) == ["GET", "PUT", "POST"])
        let change = try #require(transport.calls[1].json)
        #expect(change["status"] == .text("completed"))
        guard case .array(let meta) = change["meta_data"], case .array(let items) = meta.first?["value"] else {
            return #expect(Bool(false))
        }
        #expect(meta.first?["id"] == .integer(8) && items.count == 2)
        #expect(items.map { $0["tracking_number"]?.text } == ["JD0001", "JD0002"])
        #expect(items.last?["date_shipped"] == .text("1763700000"))
        #expect(transport.calls[2].text.contains("JD0002") && transport.calls[2].path.hasSuffix("/orders/750/notes"))
    }

    @Test("a number that stands already changes nothing")
    func repeated() async throws {
        let transport = ScriptedTransport(
            .fixture("order-with-shipment-tracking"), .json(#"[{"id":1,"note":"Tracking number: JD0001"}]"#))
        var notice = Self.notice
        notice.tracking.number = "JD0001"
        _ = try await shop(transport).shipments?.confirm(notice)
        #expect(transport.calls.map(\.method) == ["GET", "GET"])
    }

    @Test("a note that was lost the first time is written the second time")
    func lostNote() async throws {
        let transport = ScriptedTransport(
            .fixture("order-with-shipment-tracking"), .json("[]"), .json(#"{"id":2}"#))
        var notice = Self.notice
        notice.tracking.number = "JD0001"
        _ = try await shop(transport).shipments?.confirm(notice)
        #expect(transport.calls.map(\.method) == ["GET", "GET", "POST"])
    }

    @Test(
        "an order the shop has ended is not brought back to life",
        arguments: ["cancelled", "refunded", "failed", "trash"])
    func ended(status: String) async throws {
        let transport = ScriptedTransport(.json(#"{"id":750,"status":"\#(status)","meta_data":[]}"#))
        let error = await #expect(throws: ConnectorError.self) {
            try await shop(transport).shipments?.confirm(Self.notice)
        }
        guard case .refused("order-not-open", "status", _) = error else { return #expect(Bool(false)) }
        #expect(transport.calls.count == 1)
    }

    @Test("does not know the outcome when the answer to the change is lost")
    func lost() async throws {
        let transport = ScriptedTransport(.fixture("order-with-shipment-tracking"), .failure(.interrupted))
        let error = await #expect(throws: ConnectorError.self) {
            try await shop(transport).shipments?.confirm(Self.notice)
        }
        guard case .unknownOutcome = error else { return #expect(Bool(false)) }
    }
}
