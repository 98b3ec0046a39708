import Foundation
import Pages

/// A small stockroom that every page test looks at: two shops, every state a cell can have.
enum Samples {
    /// 2026-11-22 06:32:57 UTC.
    static let now = Date(timeIntervalSince1970: 1_795_329_177)

    static func ago(_ seconds: TimeInterval) -> Date { self.now.addingTimeInterval(-seconds) }

    static let connections = [
        ConnectionView(
            id: "kiel", name: "Kiel workshop", channel: "WooCommerce", host: "127.0.0.1:9101", state: .ok,
            lastRead: Self.ago(3), ordersReadUpTo: Self.ago(7), lag: .milliseconds(640), calls: 1_204,
            callsThrottled: 3),
        ConnectionView(
            id: "outlet", name: "Outlet", channel: "WooCommerce", host: "127.0.0.1:9103", state: .stopped,
            waiting: 12, parked: 2, calls: 40, problem: "The key was revoked.",
            wayOut: "Make a new key in the shop and connect again."),
    ]

    static func cell(_ state: OfferState, at shop: Int = 0, wanted: Int = 5, observed: Int = 5) -> CellView {
        CellView(
            connection: self.connections[shop].id, connectionName: self.connections[shop].name, state: state,
            wanted: wanted, predicted: wanted, observed: observed, priceWanted: "24.50 EUR",
            priceObserved: "24.50 EUR", since: self.ago(4))
    }

    static func row(_ sku: String, title: String = "Strand mug", short: Int = 0, cells: [CellView]) -> RowView {
        RowView(
            sku: sku, title: title, options: "Fog", onHand: 1_008, open: 2, short: short, available: 5,
            policy: "guaranteed", price: "24.50 EUR", cells: cells)
    }

    static let rows: [RowView] = {
        var parked = Self.cell(.parked, at: 1, observed: 9)
        parked.priceObserved = "19.00 EUR"
        parked.reason = "Another program has set this stock back three times today."
        return [
            Self.row("MUG-1", cells: [Self.cell(.agreed), Self.cell(.pending, at: 1, observed: 7)]),
            Self.row("MUG-2", short: 2, cells: [Self.cell(.sent, observed: 6), parked]),
            Self.row("MUG-3", cells: [Self.cell(.presumed, observed: 4), Self.cell(.unlinked, at: 1)]),
        ]
    }()

    static let event = EventView(
        id: "0192-7", time: Self.ago(75), level: .attention, kind: "throttled",
        text: "Told to wait 2 s. Concurrency lowered from 6 to 3.", sku: "MUG-2", connection: "Outlet",
        trace: "4f1c9a")

    static let verdict = VerdictView(
        isRunning: false, setting: "SQLite, 2 shops, every fault on", placed: 1_284, imported: 1_284, doubled: 0,
        lost: 0, oversoldGuaranteed: 0, oversoldShared: 7, oversoldSharedExplained: 7, calls: 3_221,
        callsThrottled: 162, timeToAgreement: .milliseconds(8_400))

    static let board = BoardView(
        workspace: "Nordlys Studio", policy: "Guaranteed: shares never exceed what there is.", now: Self.now,
        summary: BoardSummary(
            ordersToday: 1_284, unitsOpen: 6, unitsShort: 2, offersAgreeing: 1, offers: 5, changesWaiting: 3,
            changesParked: 1, calls: 1_244, callsThrottled: 3, lastAgreed: Self.ago(90)),
        connections: Self.connections, rows: Self.rows,
        list: BoardList(total: 9, first: 4, previous: "", next: "MUG-3"), events: [Self.event])
}
