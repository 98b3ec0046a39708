import Foundation
import Operations
import Pages

extension OrdersPage {
    init(_ page: Page<OrderReport>, workspace: String, now: Date) {
        self.init(
            workspace: workspace, now: now,
            rows: page.rows.map {
                Row(
                    id: $0.id, number: $0.number, connection: $0.connectionName, state: $0.state, placed: $0.placedAt,
                    total: $0.total.text)
            }, next: page.next)
    }
}

extension OrderPage {
    init(_ order: OrderReport, workspace: String, now: Date) {
        self.init(
            workspace: workspace, now: now, number: order.number, connection: order.connectionName,
            state: order.state, placed: order.placedAt, heard: order.importedAt, total: order.total.text,
            pending: order.pending?.sentence,
            lines: (order.lines ?? []).map { line in
                Line(
                    sku: line.sku ?? line.shopSKU ?? "—", isLinked: line.sku != nil, title: line.title,
                    units: line.units, open: line.open, shipped: line.shipped, refunded: line.refunded,
                    short: line.short, price: line.price.text)
            },
            parcels: (order.shipments ?? []).map {
                Parcel(tracking: $0.tracking, carrier: $0.carrier, state: $0.state, reason: $0.reason)
            },
            returns: (order.returns ?? []).map { item in
                Return(
                    name: item.name, state: item.state,
                    goods: item.lines.map { line in
                        "\(line.units) × \(line.title)"
                            + (line.restocked > 0 ? ", \(line.restocked) of them back on the shop’s shelf" : "")
                    })
            },
            outcomes: (order.reversals ?? []).map {
                Outcome(at: $0.at, sentence: $0.summary, isBad: $0.level == "problem")
            })
    }
}

extension RequestsPage {
    init(_ requests: [SubjectRequestView], workspace: String, now: Date) {
        self.init(
            workspace: workspace, now: now,
            rows: requests.map {
                Row(
                    id: $0.id, sentence: $0.sentence, connection: $0.connection, received: $0.receivedAt,
                    due: $0.dueAt, state: Row.State(rawValue: $0.state) ?? .waiting)
            })
    }
}
