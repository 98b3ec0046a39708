import Commerce
import Foundation
import Store
import Testing

@testable import Records

@Suite("JSON without a general reader")
struct PlainJSONTests {
    @Test(
        "texts by name come back as they were written",
        arguments: [
            [:], ["Size": "M"], ["Colour": "Blå \"x\" \\ é 漢字", "Size": "a\nb\t\u{1}\u{8}\u{C}\r"], ["": ""],
        ] as [[String: String]])
    func texts(texts: [String: String]) throws {
        let written = JSONText.texts(texts)
        let decoded: [String: String] = try JSONText.decode(written)
        #expect(decoded == texts)
        let read = try PlainJSON.texts(written.text) ?? JSONText.decode(written)
        #expect(read == texts)
    }

    @Test("PostgreSQL's spacing is read too", arguments: [#"{"a": "1", "b": "2"}"#, #"{"a":"1","b":"2"}"#])
    func spacing(json: String) throws {
        let texts = try #require(PlainJSON.texts(json))
        #expect(texts["a"] == "1" && texts["b"] == "2" && texts.count == 2)
    }

    @Test(
        "what is not plain is left to Foundation",
        arguments: [#"{"a":1}"#, #"{"a":"\n"}"#, #"{"a":"b"} x"#, #"["a"]"#, #"{"a":"b",}"#, "", "{"])
    func refused(json: String) {
        let texts = PlainJSON.texts(json)
        #expect(texts == nil)
    }

    @Test("an order's facts are the same text that a general encoder writes", arguments: 0..<200)
    func folds(seed: Int) throws {
        let order = Self.order(seed)
        let text = try OrderFold.text(of: order)
        let decoded: Order = try JSONText.decode(text)
        #expect(decoded == order)
        let general = try JSONText.encode(order)
        #expect(text == general)
    }

    @Test("an escrow is read back as it was", arguments: [Escrow(), Escrow(units: 7, isGrounded: true), Self.busy])
    func escrow(escrow: Escrow) throws {
        let text = OfferNumbers.text(of: escrow)
        let decoded: Escrow = try Escrow(packed: text.text) ?? JSONText.decode(text)
        #expect(decoded == escrow)
        // As an earlier version wrote it.
        let named: Escrow = try JSONText.decode(JSONText.encode(escrow))
        #expect(named == escrow)
    }

    static var busy: Escrow {
        var escrow = Escrow(units: 3, isGrounded: true)
        let now = Date(microseconds: 1_763_788_000_123_456)
        escrow.intend(UUID(), value: 5, at: now, expires: now.addingTimeInterval(7.5))
        return escrow
    }

    /// Orders of every phase, with names that need escaping.
    private static func order(_ seed: Int) -> Order {
        let states = OrderState.allCases
        var order = Order()
        for step in 0..<(1 + seed % 3) {
            let at = Date(timeIntervalSinceReferenceDate: 820_000_000 + Double(seed * 7 + step) * 1.25)
            order.fold(
                .snapshot(
                    OrderSnapshot(
                        number: "#\(seed) \"quoted\" /", state: states[(seed + step) % states.count],
                        remoteStatus: "on\nhold", createdAt: at, modifiedAt: at.addingTimeInterval(Double(step)),
                        readAt: seed.isMultiple(of: 2) ? at : nil, era: seed.isMultiple(of: 3) ? step : nil,
                        total: Money(minor: Int64(seed) - 5, currency: .eur),
                        lines: (0..<(seed % 4)).map { line in
                            OrderSnapshotLine(
                                id: "\(line)", offer: "\(seed)/\(line)", sku: line == 1 ? nil : "Größe\\\(line)",
                                title: "T\u{2028}\(line)", units: line, unitPrice: Money(minor: 1, currency: .usd))
                        },
                        tracking: seed % 5 == 0
                            ? [TrackingNumber(carrier: seed % 2 == 0 ? "DHL" : nil, number: "1")] : []
                    )))
        }
        return order
    }
}
