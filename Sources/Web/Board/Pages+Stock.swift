import Commerce
import Foundation
import Operations
import Pages
import Records

extension RowView {
    /// - Parameter connections: In the order of the columns; a shop without an offer of it gets an empty cell.
    init(_ row: StockRow, connections: [ConnectionHealth]) {
        let cells = Dictionary(row.cells.map { ($0.connection, $0) }, uniquingKeysWith: { first, _ in first })
        self.init(
            sku: row.sku, title: row.title,
            options: row.options.sorted { $0.key < $1.key }.map(\.value).joined(separator: " / "),
            onHand: row.onHand, open: row.open, short: row.short,
            available: row.available,
            policy: row.policy == SellingPolicy.adaptive.rawValue ? "\(row.policy): \(row.mode)" : row.policy,
            price: row.price?.text,
            cells: connections.map { connection in
                cells[connection.id].map { CellView($0) }
                    ?? CellView(connection: connection.id, connectionName: connection.name, state: .unlinked)
            })
    }
}

extension CellView {
    init(_ cell: StockCell) {
        self.init(
            connection: cell.connection, connectionName: cell.connectionName, state: OfferState(cell.state),
            wanted: cell.wanted, predicted: cell.shown, observed: cell.observed, priceWanted: cell.wantedPrice?.text,
            priceObserved: cell.observedPrice?.text, reason: cell.reason.isEmpty ? nil : cell.reason,
            since: cell.wantedAt)
    }
}

extension OfferState {
    /// What waits for a person looks alike, whatever made it wait.
    init(_ state: StockCell.State) {
        self =
            switch state {
            case .agreed: .agreed
            case .pending: .pending
            case .sent: .sent
            case .doubt: .presumed
            case .parked, .braked: .parked
            case .unlinked: .unlinked
            }
    }
}

extension BoardSummary {
    init(_ stock: StockSummary, _ figures: BoardRecords.Figures, connections: [ConnectionHealth]) {
        self.init(
            ordersToday: figures.orders, unitsOpen: figures.unitsOpen, unitsShort: stock.shortUnits,
            offersAgreeing: stock.agreed, offers: stock.linked,
            changesWaiting: stock.pending + stock.underWay, changesParked: stock.parked + stock.braked,
            calls: connections.reduce(0) { $0 + $1.calls },
            callsThrottled: connections.reduce(0) { $0 + $1.throttled })
    }
}

extension EventView {
    init(_ event: EventLine) {
        let level: Level =
            switch event.level {
            case "success": .good
            case "warning": .attention
            case "problem": .bad
            default: .plain
            }
        self.init(
            id: event.id, time: event.at, level: level, kind: event.kind.replacing(".", with: " "), text: event.summary,
            sku: event.sku, connection: event.connection, trace: event.trace)
    }
}
