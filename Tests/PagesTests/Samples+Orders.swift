import Foundation
import Pages

extension Samples {
    static let orders = OrdersPage(
        workspace: "Nordlys Studio", now: Self.now,
        rows: [
            .init(
                id: "o1", number: "#1042", connection: "Kiel workshop", state: "open", placed: Self.ago(60),
                total: "49.00 EUR"),
            .init(
                id: "o2", number: "#1031", connection: "Outlet", state: "cancelled", placed: Self.ago(90_000),
                total: "1,214.50 EUR"),
        ], next: "o2")

    static let noOrders = OrdersPage(workspace: "Nordlys Studio", now: Self.now, rows: [])

    static let order = OrderPage(
        workspace: "Nordlys Studio", now: Self.now, number: "#1042", connection: "Mia", state: "shipped",
        placed: Self.ago(90_000), heard: Self.ago(89_970), total: "122.50 EUR",
        pending: "The shop was asked to cancel it at 2026-11-22T05:00:00Z, has taken it, and has not done it yet.",
        lines: [
            .init(
                sku: "MUG-2", isLinked: true, title: "Strand mug", units: 4, open: 2, shipped: 2, refunded: 1, short: 1,
                price: "24.50 EUR"),
            .init(
                sku: "GIFT", isLinked: false, title: "Gift wrap", units: 1, open: 1, shipped: 0, refunded: 0, short: 0,
                price: "24.50 EUR"),
        ],
        parcels: [
            .init(tracking: "JD 1", carrier: "DHL", state: "confirmed"),
            .init(tracking: "JD 2", carrier: nil, state: "refused", reason: "The shop has it as sent already."),
        ],
        returns: [
            .init(name: "#1042-R1", state: "closed", goods: ["1 × Strand mug, 1 of them back on the shop’s shelf"])
        ],
        outcomes: [
            .init(at: Self.ago(300), sentence: "24.50 EUR was given back for order #1042.", isBad: false),
            .init(
                at: Self.ago(9_000),
                sentence: "The shop had taken the cancellation of order #1042 and has ended its work on it.",
                isBad: true),
        ])

    static let requests = RequestsPage(
        workspace: "Nordlys Studio", now: Self.now,
        rows: [
            .init(
                id: "sub_01", sentence: "a customer asks what is held of them.", connection: "Mia",
                received: Self.ago(2_700_000), due: Self.ago(108_000), state: .overdue),
            .init(
                id: "sub_02", sentence: "a customer asks that what is held of them be erased.", connection: "Mia",
                received: Self.ago(8_000), due: Self.ago(-2_584_000), state: .waiting),
        ])

    static let noRequests = RequestsPage(workspace: "Nordlys Studio", now: Self.now, rows: [])
}
