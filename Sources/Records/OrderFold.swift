import Commerce
import Foundation
import Store

/// An order's facts as JSON, as `Order` itself would write them. Almost all orders are snapshots alone, and those are
/// written here without a general encoder; the rest is left to it.
enum OrderFold {
    static func text(of order: Order) throws -> JSONText {
        let snapshots = [order.closed, order.owed, order.sent]
        guard order.shipments.isEmpty, order.cancelRequests.isEmpty, snapshots.allSatisfy({ $0?.returns == nil }) else {
            return try JSONText.encode(order)
        }
        var json = #"{"cancelRequests":[]"#
        for (name, snapshot) in [("closed", order.closed), ("owed", order.owed), ("sent", order.sent)] {
            guard let snapshot else { continue }
            // The names stand in the order of the alphabet; "shipments" comes last.
            json += ",\"\(name)\":"
            Self.append(snapshot, to: &json)
        }
        return JSONText(json + #","shipments":[]}"#)
    }

    private static func append(_ snapshot: OrderSnapshot, to json: inout String) {
        json += #"{"createdAt":"#
        Self.append(snapshot.createdAt, to: &json)
        if let era = snapshot.era { json += #","era":\#(era)"# }
        json += #","lines":["#
        for (index, line) in snapshot.lines.enumerated() {
            if index > 0 { json += "," }
            Self.append(line, to: &json)
        }
        json += #"],"modifiedAt":"#
        Self.append(snapshot.modifiedAt, to: &json)
        json += #","number":"#
        PlainJSON.append(snapshot.number, to: &json)
        if let readAt = snapshot.readAt {
            json += #","readAt":"#
            Self.append(readAt, to: &json)
        }
        json += #","remoteStatus":"#
        PlainJSON.append(snapshot.remoteStatus, to: &json)
        json += #","state":"\#(snapshot.state.rawValue)","total":"#
        Self.append(snapshot.total, to: &json)
        json += #","tracking":["#
        for (index, tracking) in snapshot.tracking.enumerated() {
            json += index > 0 ? ",{" : "{"
            if let carrier = tracking.carrier {
                json += #""carrier":"#
                PlainJSON.append(carrier, to: &json)
                json += ","
            }
            json += #""number":"#
            PlainJSON.append(tracking.number, to: &json)
            json += "}"
        }
        json += "]}"
    }

    private static func append(_ line: OrderSnapshotLine, to json: inout String) {
        json += #"{"heldUnits":\#(line.heldUnits),"id":"#
        PlainJSON.append(line.id, to: &json)
        json += #","offer":"#
        PlainJSON.append(line.offer, to: &json)
        json += #","reducedUnits":\#(line.reducedUnits),"refundedUnits":\#(line.refundedUnits)"#
        if let sku = line.sku {
            json += #","sku":"#
            PlainJSON.append(sku, to: &json)
        }
        json += #","title":"#
        PlainJSON.append(line.title, to: &json)
        json += #","unitPrice":"#
        Self.append(line.unitPrice, to: &json)
        json += #","units":\#(line.units)}"#
    }

    private static func append(_ money: Money, to json: inout String) {
        json += #"{"currency":{"code":"\#(money.currency.code)"},"minor":\#(money.minor)}"#
    }

    /// Seconds since 2001, as `Date` writes itself.
    private static func append(_ date: Date, to json: inout String) {
        let seconds = date.timeIntervalSinceReferenceDate
        if let whole = Int64(exactly: seconds) { json += String(whole) } else { json += seconds.description }
    }
}
